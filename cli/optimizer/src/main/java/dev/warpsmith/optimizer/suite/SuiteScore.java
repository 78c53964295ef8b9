package dev.warpsmith.optimizer.suite;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * What a group of tasks came to against one baseline, in KernelBench's and CudaForge's terms.
 *
 * @param tasks that were run and are not degenerate
 * @param correct of these, with a proven candidate
 * @param fast1 of these, with one faster than the baseline: fast_1 is its part of all tasks
 * @param fast15 likewise more than 1.5 times as fast
 * @param fast2 likewise more than twice as fast
 * @param speedups over the correct tasks; empty if there is none
 * @param seconds of work on all of them
 */
public record SuiteScore(
    int tasks,
    int correct,
    int fast1,
    int fast15,
    int fast2,
    Optional<Speedups> speedups,
    double seconds,
    double usd) {
  /** How percentiles are taken, for a reader of the table. */
  public static final String PERCENTILE =
      "percentiles interpolate linearly between the two nearest ranks, h = (n - 1) p + 1 (R-7, as"
          + " NumPy)";

  /**
   * Speedups of the best proven candidates.
   *
   * @param mean arithmetic, as the papers have it
   * @param geometric the geometric mean
   */
  public record Speedups(double median, double percentile75, double mean, double geometric) {
    /** Sums up speedups; empty if there is none. */
    public static Optional<Speedups> of(double[] values) {
      if (values.length == 0) {
        return Optional.empty();
      }
      DescriptiveStatistics statistics = new DescriptiveStatistics(values);
      statistics.setPercentileImpl(new Percentile().withEstimationType(EstimationType.R_7));
      return Optional.of(
          new Speedups(
              statistics.getPercentile(50),
              statistics.getPercentile(75),
              statistics.getMean(),
              statistics.getGeometricMean()));
    }
  }

  /**
   * Sums up rows. One that was not run or is degenerate does not count; nor does a correct one that
   * was not compared with the baseline.
   */
  public static SuiteScore of(List<SuiteRow> rows, String baseline) {
    List<SuiteRow> counted =
        rows.stream()
            .filter(SuiteRow::counts)
            .filter(row -> row.best().isEmpty() || row.speedup(baseline).isPresent())
            .toList();
    double[] speedups =
        counted.stream()
            .map(row -> row.speedup(baseline))
            .flatMapToDouble(OptionalDouble::stream)
            .toArray();
    return new SuiteScore(
        counted.size(),
        speedups.length,
        above(speedups, 1),
        above(speedups, 1.5),
        above(speedups, 2),
        Speedups.of(speedups),
        counted.stream().mapToDouble(row -> row.spent().seconds()).sum(),
        counted.stream().mapToDouble(row -> row.spent().usd()).sum());
  }

  /** Counts speedups above a factor. */
  public static int above(double[] speedups, double factor) {
    int count = 0;
    for (double speedup : speedups) {
      count += speedup > factor ? 1 : 0;
    }
    return count;
  }

  /** Returns a count's part of all tasks, from 0 to 1; 0 of none. */
  public double part(int count) {
    return tasks == 0 ? 0 : (double) count / tasks;
  }
}
