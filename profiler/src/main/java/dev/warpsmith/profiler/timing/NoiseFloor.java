package dev.warpsmith.profiler.timing;

/**
 * How much two measurements of the same thing differ on a machine; below it nothing is faster.
 *
 * @param part of the time, such as 0.004
 */
public record NoiseFloor(double part) {
  /** Returns the noise of an A/A run: how far from 1 its speedup may be. */
  public static NoiseFloor of(Measurement one, Measurement again) {
    Interval interval = Speedup.of(one, again).interval();
    return new NoiseFloor(Math.max(Math.abs(interval.low() - 1), Math.abs(interval.high() - 1)));
  }

  /** Returns the noise of a machine that has shown both. */
  public NoiseFloor or(NoiseFloor other) {
    return part >= other.part ? this : other;
  }

  /** What a speedup says once noise is taken into account. */
  public enum Outcome {
    FASTER,
    SAME,
    SLOWER
  }

  /** Returns what a speedup says: its whole interval must be outside of the noise. */
  public Outcome outcome(Speedup speedup) {
    if (speedup.interval().low() > 1 + part) {
      return Outcome.FASTER;
    }
    return speedup.interval().high() < 1 - part ? Outcome.SLOWER : Outcome.SAME;
  }
}
