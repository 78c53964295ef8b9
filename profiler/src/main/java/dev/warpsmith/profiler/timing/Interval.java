package dev.warpsmith.profiler.timing;

/** A confidence interval, both ends included. */
public record Interval(double low, double high) {
  /** Checks the order. */
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("interval from " + low + " to " + high + ": low > high");
    }
  }
}
