package dev.warpsmith.kernelbench.jmh.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The benchmarks' figures, each with its ratio to the calibration loop of the same run.
 *
 * @param calibration multiply-adds of a plain Java loop per second, if it ran
 * @param speeds by kernel, mode and threads
 * @param translation milliseconds to load a kernel, if it ran
 */
public record SpeedTable(
    Optional<Double> calibration, List<Speed> speeds, Optional<Double> translation) {
  private static final double GIGA = 1e9;

  /** Thread-level PTX instructions per second of one kernel. */
  public record Speed(String kernel, LaunchMode mode, int threads, double instructions) {}

  public SpeedTable {
    speeds = List.copyOf(speeds);
  }

  /** Reads the results of this package's benchmarks. */
  public static SpeedTable of(List<RunResult> results) {
    List<Speed> speeds = new ArrayList<>();
    for (RunResult result : results) {
      if (named(EmulatorBenchmark.class).test(result)) {
        speeds.add(speed(result));
      }
    }
    return new SpeedTable(
        score(results, CalibrationBenchmark.class),
        speeds,
        score(results, TranslationBenchmark.class));
  }

  private static Predicate<RunResult> named(Class<?> benchmark) {
    return result -> result.getParams().getBenchmark().startsWith(benchmark.getName() + ".");
  }

  private static Optional<Double> score(List<RunResult> results, Class<?> benchmark) {
    return results.stream()
        .filter(named(benchmark))
        .findFirst()
        .map(result -> result.getPrimaryResult().getScore());
  }

  private static Speed speed(RunResult result) {
    Result<?> work =
        Objects.requireNonNull(
            result.getSecondaryResults().get("threadInstructions"), "threadInstructions");
    return new Speed(
        result.getParams().getParam("kernel").toLowerCase(Locale.ROOT),
        LaunchMode.valueOf(result.getParams().getParam("mode")),
        Integer.parseInt(result.getParams().getParam("threads")),
        work.getScore());
  }

  /** Returns the table as text, a line per speed. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    calibration.ifPresent(
        score -> lines.add(text("calibration: %.2f G fused multiply-adds/s", score / GIGA)));
    if (!speeds.isEmpty()) {
      lines.add(
          text(
              "%-12s %-9s %7s %16s %14s %8s %10s",
              "kernel",
              "mode",
              "threads",
              "G instructions/s",
              "x calibration",
              "of fast",
              "x 1 thread"));
    }
    speeds.forEach(speed -> lines.add(line(speed)));
    translation.ifPresent(score -> lines.add(text("loading 1,000 instructions: %.1f ms", score)));
    return lines;
  }

  private String line(Speed speed) {
    return text(
        "%-12s %-9s %7d %16.2f %14s %8s %10s",
        speed.kernel(),
        speed.mode().name().toLowerCase(Locale.ROOT),
        speed.threads(),
        speed.instructions() / GIGA,
        ratio(speed, calibration),
        ratio(speed, find(speed.kernel(), LaunchMode.FAST, speed.threads())),
        ratio(speed, find(speed.kernel(), speed.mode(), 1)));
  }

  private Optional<Double> find(String kernel, LaunchMode mode, int threads) {
    return speeds.stream()
        .filter(s -> s.kernel().equals(kernel) && s.mode() == mode && s.threads() == threads)
        .map(Speed::instructions)
        .findFirst();
  }

  private static String ratio(Speed speed, Optional<Double> to) {
    return to.map(base -> text("%.3f", speed.instructions() / base)).orElse("-");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
