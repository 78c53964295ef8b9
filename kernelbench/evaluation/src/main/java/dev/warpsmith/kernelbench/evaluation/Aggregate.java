package dev.warpsmith.kernelbench.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What many tasks came to together: how many were solved, and how fast.
 *
 * <p>A task that is {@linkplain Baseline#degenerate degenerate} counts in {@link #solved}, in no
 * figure of speed, and is listed: whoever computes nothing there is as fast as can be.
 *
 * @param results one for each task
 */
public record Aggregate(List<Result> results) {
  public Aggregate {
    results = List.copyOf(results);
  }

  /**
   * What became of one task.
   *
   * @param speedup of the best proven candidate over the baseline; empty if none was proven
   * @param degenerate whether answers that need no computation pass
   */
  public record Result(String task, Optional<Double> speedup, boolean degenerate) {
    public Result {
      if (speedup.filter(ratio -> !(ratio > 0)).isPresent()) {
        throw new IllegalArgumentException(
            task + ": speedup " + speedup.get() + ", expected more than 0");
      }
    }
  }

  /** Returns how many tasks have a proven candidate, degenerate ones among them. */
  public long solved() {
    return results.stream().filter(result -> result.speedup().isPresent()).count();
  }

  /** Returns the tasks that are degenerate. */
  public List<String> degenerate() {
    return results.stream().filter(Result::degenerate).map(Result::task).toList();
  }

  /**
   * Returns KernelBench's fast_p: the part of the tasks, those without a proven candidate among
   * them, whose speedup is above {@code p}. Empty if every task is degenerate.
   */
  public OptionalDouble fast(double p) {
    return ranked().stream()
        .mapToDouble(result -> result.speedup().filter(ratio -> ratio > p).isPresent() ? 1 : 0)
        .average();
  }

  /** Returns the mean speedup of the solved tasks. */
  public OptionalDouble mean() {
    return Arrays.stream(speedups()).average();
  }

  /** Returns the geometric mean of the speedups of the solved tasks. */
  public OptionalDouble geometricMean() {
    OptionalDouble logarithm = Arrays.stream(speedups()).map(Math::log).average();
    return logarithm.isPresent() ? OptionalDouble.of(Math.exp(logarithm.getAsDouble())) : logarithm;
  }

  /**
   * Returns the speedup that a part of the solved tasks does not exceed, interpolated between two.
   *
   * @param part 0.5 for the median
   */
  public OptionalDouble percentile(double part) {
    double[] sorted = speedups();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    double at = part * (sorted.length - 1);
    int below = (int) at;
    double above = sorted[Math.min(below + 1, sorted.length - 1)];
    return OptionalDouble.of(sorted[below] + (at - below) * (above - sorted[below]));
  }

  private double[] speedups() {
    return ranked().stream()
        .flatMap(result -> result.speedup().stream())
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray();
  }

  private List<Result> ranked() {
    return results.stream().filter(result -> !result.degenerate()).toList();
  }
}
