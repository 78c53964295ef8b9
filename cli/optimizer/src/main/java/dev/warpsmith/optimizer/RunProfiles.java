package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.selection.Observation;
import dev.warpsmith.profiler.selection.ProfileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a run's journal says of its kernels: of each candidate that passed, once, the launch that
 * takes most of its time. The baseline is left out: one kernel far slower than all others would
 * decide every correlation.
 *
 * @param kernels by the candidates' digests
 */
public record RunProfiles(
    Path folder, String task, ProfileSource source, Map<String, Observation> kernels) {
  private static final int DEPTH = 3;

  /** Copies the kernels, keeping their order. */
  public RunProfiles {
    kernels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(kernels));
  }

  /**
   * Returns the runs in a folder: itself if it is one, else all below it, sorted.
   *
   * @throws RunFolderException if there is none
   */
  public static List<Path> find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new RunFolderException("there is no folder " + folder + "; expected a run's, or runs");
    }
    try (Stream<Path> paths = Files.walk(folder, DEPTH)) {
      List<Path> runs =
          paths
              .filter(path -> path.endsWith("run.json"))
              .flatMap(path -> Stream.ofNullable(path.getParent()))
              .filter(path -> Files.isRegularFile(path.resolve("journal.jsonl")))
              .sorted(Comparator.naturalOrder())
              .toList();
      if (runs.isEmpty()) {
        throw new RunFolderException(
            "no run is in " + folder + "; make one with: warpsmith optimize <task>");
      }
      return runs;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be searched: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a run.
   *
   * @return empty if no candidate of it was profiled
   * @throws RunFolderException if it is no run's folder
   */
  public static Optional<RunProfiles> read(Path folder) {
    RunRecord run = RunFolder.read(folder);
    Map<String, JsonNode> profiles = new HashMap<>();
    for (JournalEvent event : RunFolder.events(folder)) {
      JsonNode timed = event.data().path("result").path("timing").path("profiles");
      if (event.is(Kind.STEP) && timed.isArray()) {
        profiles.put(event.data().path("subject").asText(), timed);
      }
    }
    Map<String, Observation> kernels = new LinkedHashMap<>();
    for (RoundRecord round : run.rounds()) {
      JsonNode timed = profiles.get(round.digest());
      if (round.passed() && timed != null) {
        longest(run.settings().task(), round, timed)
            .ifPresent(kernel -> kernels.putIfAbsent(round.digest(), kernel));
      }
    }
    return run.baseline()
        .filter(baseline -> !kernels.isEmpty())
        .map(
            baseline ->
                new RunProfiles(
                    folder,
                    run.settings().task(),
                    new ProfileSource(
                        baseline.clock(), baseline.instrument(), run.settings().device()),
                    kernels));
  }

  private static Optional<Observation> longest(String task, RoundRecord round, JsonNode profiles) {
    return StreamSupport.stream(profiles.spliterator(), false)
        .map(profile -> observation(task, round, profile))
        .flatMap(Optional::stream)
        .max(Comparator.comparing(Observation::micros));
  }

  private static Optional<Observation> observation(
      String task, RoundRecord round, JsonNode profile) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (JsonNode metric : profile.path("metrics")) {
      if (metric.path("value").isNumber()) {
        values.put(metric.path("name").asText(), metric.path("value").asDouble());
      }
    }
    double micros = values.getOrDefault(KeyMetrics.DURATION, 0.0);
    String kernel = profile.path("kernel").asText() + " of " + round.digest();
    return micros > 0
        ? Optional.of(new Observation(task, kernel, micros, values))
        : Optional.empty();
  }
}
