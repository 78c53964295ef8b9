package dev.warpsmith.profiler.timing;

/**
 * Samples of two kernels that do the same work.
 *
 * @param noise of the machine while they were taken
 */
public record PairedTimes(Measurement before, Measurement now, NoiseFloor noise) {
  /**
   * Returns the samples of a session in which two things were timed in turn.
   *
   * @throws IllegalArgumentException if a fault ended it
   */
  public static PairedTimes of(TimedArms arms, String instrument) {
    if (arms.fault().isPresent()) {
      throw new IllegalArgumentException("samples up to a fault say nothing");
    }
    return new PairedTimes(
        new Measurement(Clock.CUDA_EVENT, instrument, arms.firstSamples()),
        new Measurement(Clock.CUDA_EVENT, instrument, arms.secondSamples()),
        arms.noise(instrument));
  }

  /** Returns these samples and those of another session; the larger noise counts. */
  public PairedTimes and(PairedTimes more) {
    return new PairedTimes(before.and(more.before), now.and(more.now), noise.or(more.noise));
  }

  /** Returns how many times faster it is now. */
  public Speedup speedup() {
    return Speedup.of(before, now);
  }
}
