package dev.warpsmith.profiler.timing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Times of one thing on one clock.
 *
 * <p>A modelled measurement is one value: a model repeats itself.
 *
 * @param clock what the times were taken with
 * @param instrument what took them: the model's and GPU table's versions, or the driver's
 * @param micros samples in microseconds, in the order in which they were taken
 */
public record Measurement(Clock clock, String instrument, List<Double> micros) {
  private static final int RESAMPLES = 2000;

  /** Checks that there are samples, above zero, and only one if they are modelled. */
  public Measurement {
    micros = List.copyOf(micros);
    if (micros.isEmpty()) {
      throw new IllegalArgumentException("a measurement needs a sample");
    }
    for (double sample : micros) {
      if (!(sample > 0) || !Double.isFinite(sample)) {
        throw new IllegalArgumentException("sample of " + sample + " us: above 0 expected");
      }
    }
    if (clock == Clock.MODELLED && micros.size() != 1) {
      throw new IllegalArgumentException(
          micros.size() + " modelled samples: a modelled time is one value");
    }
  }

  /** Returns a modelled time. */
  public static Measurement modelled(String model, double micros) {
    return new Measurement(Clock.MODELLED, model, List.of(micros));
  }

  /** Tells whether a ratio of this time and another means something: one clock, one instrument. */
  public boolean comparable(Measurement other) {
    return clock == other.clock && instrument.equals(other.instrument);
  }

  /**
   * Returns these samples and others of the same thing.
   *
   * @throws IllegalArgumentException if another clock or instrument took them
   */
  public Measurement and(Measurement more) {
    if (!comparable(more)) {
      throw new IllegalArgumentException(
          "samples of " + instrument + " and of " + more.instrument + " are not of one thing");
    }
    List<Double> all = new ArrayList<>(micros);
    all.addAll(more.micros);
    return new Measurement(clock, instrument, all);
  }

  /** Returns the median in microseconds. */
  public double median() {
    return median(micros.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * Returns the 95 % bootstrap interval of the median, in microseconds: 2000 resamples, percentile
   * method, the same for the same samples. One sample gives an interval of no width.
   */
  public Interval interval() {
    double[] medians = resampledMedians(micros.size());
    return new Interval(percentile(medians, 0.025), percentile(medians, 0.975));
  }

  /** Returns sorted medians of resamples. */
  double[] resampledMedians(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] medians = new double[micros.size() == 1 ? 1 : RESAMPLES];
    double[] sample = new double[micros.size()];
    for (int i = 0; i < medians.length; i++) {
      for (int j = 0; j < sample.length; j++) {
        sample[j] = micros.get(random.nextInt(sample.length));
      }
      medians[i] = median(sample);
    }
    Arrays.sort(medians);
    return medians;
  }

  static double percentile(double[] sorted, double fraction) {
    return sorted[(int) Math.round(fraction * (sorted.length - 1))];
  }

  private static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
