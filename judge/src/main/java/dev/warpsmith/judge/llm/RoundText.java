package dev.warpsmith.judge.llm;

import dev.warpsmith.coder.prompt.TaskText;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.CudaText;
import dev.warpsmith.kernels.Directive;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows a candidate and its profile to a Judge. */
final class RoundText {
  /** Launches that are shown with their metrics: those that take most of the time. */
  private static final int MOST_LAUNCHES = 3;

  private static final int MOST_HOT_SPOTS = 5;

  private RoundText() {}

  /**
   * Returns a candidate's code and directives without its other comments, which say what the Coder
   * believes and not what is.
   */
  static String code(Candidate candidate) {
    String text = TaskText.candidate(candidate);
    String[] bare = CudaText.withoutComments(text).split("\n", -1);
    String[] lines = text.split("\n", -1);
    for (Directive directive : directives(text)) {
      int line = directive.position().line() - 1;
      bare[line] = lines[line];
    }
    List<String> kept = new ArrayList<>();
    for (String line : bare) {
      if (!line.isBlank()) {
        kept.add(line.stripTrailing());
      }
    }
    return String.join("\n", kept);
  }

  private static List<Directive> directives(String text) {
    try {
      return CudaSource.parse("kernel.cu", text).directives();
    } catch (dev.warpsmith.kernels.SourceException e) {
      return List.of();
    }
  }

  /**
   * Returns the metrics that a Judge may name, with their values, of the launch that takes longest.
   *
   * @param names the metrics that may be shown; all if there are none
   */
  static Map<String, String> metrics(CandidateTiming timing, List<String> names) {
    return longest(timing).stream()
        .findFirst()
        .map(profile -> values(profile, names))
        .orElse(Map.of());
  }

  private static List<KernelProfile> longest(CandidateTiming timing) {
    return timing.explained().profiles().stream()
        .sorted(Comparator.comparingDouble(RoundText::micros).reversed())
        .limit(MOST_LAUNCHES)
        .toList();
  }

  private static double micros(KernelProfile profile) {
    return profile
        .time()
        .map(time -> time.micros())
        .orElseGet(() -> profile.value(KeyMetrics.DURATION).orElse(0));
  }

  private static Map<String, String> values(KernelProfile profile, List<String> names) {
    Collection<String> shown = names.isEmpty() ? profile.metrics().keySet() : names;
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : shown) {
      Optional.ofNullable(profile.metrics().get(name))
          .flatMap(RoundText::text)
          .ifPresent(text -> values.put(name, text));
    }
    return values;
  }

  private static Optional<String> text(Metric metric) {
    return metric.match(
        value ->
            Optional.of(
                String.format(Locale.ROOT, "%.4g", value.value())
                    + (value.unit().isEmpty() ? "" : " " + value.unit())),
        absent -> Optional.empty());
  }

  /**
   * Returns the time, how near it is to the speed of light, and the metrics of each long launch.
   */
  static String profile(Candidate candidate, CandidateTiming timing, List<String> names) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Time: %.2f us (%s); the task's speed of light is %s; reached: %.0f %%%n",
            timing.micros(),
            timing.measurement().clock().name().toLowerCase(Locale.ROOT),
            timing.speedOfLight(),
            100 * timing.fraction()));
    timing
        .modelled()
        .ifPresent(
            modelled ->
                text.append(
                    "No counters could be read; what follows is modelled ("
                        + modelled.measurement().instrument()
                        + "), its times too: never set them against the time above.\n"));
    for (KernelProfile profile : longest(timing)) {
      text.append(
          String.format(Locale.ROOT, "%nKernel %s, %.2f us%n", profile.kernel(), micros(profile)));
      values(profile, names).forEach((name, value) -> text.append(name + " = " + value + "\n"));
      if (!profile.hotSpots().isEmpty()) {
        text.append("Busiest lines: ").append(hotSpots(candidate, profile)).append('\n');
      }
    }
    int more = timing.explained().profiles().size() - MOST_LAUNCHES;
    return text + (more > 0 ? "\n(" + more + " shorter launches are left out)\n" : "");
  }

  /** Returns the code of a line such as {@code kernel.cu:31}, for the numbers are not shown. */
  private static String line(Candidate candidate, String place) {
    List<String> lines = CudaText.withoutComments(candidate.source().text()).lines().toList();
    String number = place.substring(place.lastIndexOf(':') + 1);
    int line = number.matches("[0-9]{1,7}") ? Integer.parseInt(number) : 0;
    return place.startsWith(candidate.source().file() + ":") && line >= 1 && line <= lines.size()
        ? "`" + lines.get(line - 1).strip() + "`"
        : place;
  }

  private static String hotSpots(Candidate candidate, KernelProfile profile) {
    return profile.hotSpots().stream()
        .limit(MOST_HOT_SPOTS)
        .map(
            spot ->
                String.format(
                    Locale.ROOT,
                    "%s (%.3g warp instructions, %.3g sectors)",
                    line(candidate, spot.line()),
                    spot.warpInstructions(),
                    spot.sectors()))
        .collect(Collectors.joining("; "));
  }
}
