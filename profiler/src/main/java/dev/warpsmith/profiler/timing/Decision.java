package dev.warpsmith.profiler.timing;

/** What became of a kernel's time, as far as samples of before and now can tell. */
public enum Decision {
  FASTER,
  SAME,
  SLOWER,
  /** The interval reaches over a border: more samples are needed. */
  AMBIGUOUS;

  /**
   * Decides by the whole interval.
   *
   * <p>It is the same if the interval is within what is let through, however noisy the machine; a
   * change must be outside of that and of the noise.
   *
   * @param speedup of now over before
   * @param allowed part of the time that is let through, such as 0.03
   */
  public static Decision of(Speedup speedup, NoiseFloor noise, double allowed) {
    double low = speedup.interval().low();
    double high = speedup.interval().high();
    if (low >= 1 / (1 + allowed) && high <= 1 + allowed) {
      return SAME;
    }
    double border = Math.max(allowed, noise.part());
    if (high < 1 / (1 + border)) {
      return SLOWER;
    }
    return low > 1 + border ? FASTER : AMBIGUOUS;
  }

  /** Returns the name in reports, such as {@code slower}. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
