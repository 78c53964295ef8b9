package dev.warpsmith.profiler.timing;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How many times faster a candidate is than a baseline: the ratio of their medians.
 *
 * @param clock of both
 * @param ratio above 1 if the candidate is faster
 * @param interval 95 % bootstrap interval of the ratio
 */
public record Speedup(Clock clock, double ratio, Interval interval) {
  private static final int RESAMPLES = 2000;

  /**
   * Divides two times.
   *
   * @throws IllegalArgumentException if they are of different clocks or instruments, which have no
   *     ratio
   */
  public static Speedup of(Measurement baseline, Measurement candidate) {
    if (baseline.clock() != candidate.clock()) {
      throw new IllegalArgumentException(
          "baseline is timed by "
              + baseline.clock().label()
              + ", candidate by "
              + candidate.clock().label()
              + ": times of different clocks are never compared");
    }
    if (!baseline.instrument().equals(candidate.instrument())) {
      throw new IllegalArgumentException(
          "baseline is timed by "
              + baseline.instrument()
              + ", candidate by "
              + candidate.instrument()
              + ": time both again with one of them");
    }
    double[] above = baseline.resampledMedians(1);
    double[] below = candidate.resampledMedians(2);
    SplittableRandom random = new SplittableRandom(3);
    double[] ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      ratios[i] = above[random.nextInt(above.length)] / below[random.nextInt(below.length)];
    }
    Arrays.sort(ratios);
    return new Speedup(
        baseline.clock(),
        baseline.median() / candidate.median(),
        new Interval(Measurement.percentile(ratios, 0.025), Measurement.percentile(ratios, 0.975)));
  }
}
