package dev.warpsmith.profiler.timing;

import java.util.List;

/**
 * Says when there are enough samples of a time: when the mean is known well enough, when more
 * samples do not change how noisy they are, or at a cap.
 *
 * <p>The first two are nvbench's criteria.
 *
 * @param least samples in any case
 * @param most samples at all
 * @param relativeError standard error of the mean over the mean, below which it is known
 * @param settled part by which the relative deviation of all samples may differ from that of the
 *     first half, for the noise to have settled
 */
public record StoppingRule(int least, int most, double relativeError, double settled) {
  /** From how many times the least number of samples on noise can have settled. */
  private static final int TO_SETTLE = 4;

  /** Checks the counts. */
  public StoppingRule {
    if (least < 2 || most < least) {
      throw new IllegalArgumentException(
          least + " to " + most + " samples: 2 or more, and no fewer at most than at least");
    }
  }

  /** Returns the rule of a measurement: 10 to 300 samples, 0.5 %. */
  public static StoppingRule standard() {
    return new StoppingRule(10, 300, 0.005, 0.05);
  }

  /** Returns the rule of an estimate: 5 to 10 samples, 2 %. */
  public static StoppingRule quick() {
    return new StoppingRule(5, 10, 0.02, 0.05);
  }

  /** Tells whether the samples are enough. */
  public boolean enough(List<Double> samples) {
    if (samples.size() < least) {
      return false;
    }
    double deviation = relativeDeviation(samples);
    return samples.size() >= most
        || deviation / Math.sqrt(samples.size()) < relativeError
        || settled(samples, deviation);
  }

  private boolean settled(List<Double> samples, double deviation) {
    if (samples.size() < TO_SETTLE * least) {
      return false;
    }
    double before = relativeDeviation(samples.subList(0, samples.size() / 2));
    return Math.abs(before - deviation) <= settled * deviation;
  }

  private static double relativeDeviation(List<Double> samples) {
    double mean = samples.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = samples.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (samples.size() - 1)) / mean;
  }
}
