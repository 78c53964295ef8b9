package dev.warpsmith.kernels.device;

/**
 * How a plan is timed.
 *
 * @param cold whether everything in L2 is overwritten before each sample; otherwise the plan has
 *     just run
 * @param samples times to take
 * @param repeats runs of the plan within one sample, whose time is divided by it; 1 if cold
 */
public record TimingRequest(boolean cold, int samples, int repeats) {
  /** Checks the counts. */
  public TimingRequest {
    if (samples < 1 || repeats < 1 || (cold && repeats > 1)) {
      throw new IllegalArgumentException(
          samples + " samples of " + repeats + " runs: 1 or more expected, and 1 run if cold");
    }
  }
}
