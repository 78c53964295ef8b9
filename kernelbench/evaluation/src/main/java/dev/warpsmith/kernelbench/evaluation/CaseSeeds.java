package dev.warpsmith.kernelbench.evaluation;

/** Derives independent seeds from one (SplitMix64's finaliser; Steele, Lea, Flood 2014). */
final class CaseSeeds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private CaseSeeds() {}

  /** Returns a seed that depends on all arguments. */
  static long of(long seed, long... parts) {
    long state = mix(seed + GOLDEN_GAMMA);
    for (long part : parts) {
      state = mix(state + GOLDEN_GAMMA * (part + 1));
    }
    return state;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
