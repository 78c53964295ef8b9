package dev.warpsmith.kernels.emulator.counters;

/**
 * The sets and ways of a cache of 128-byte lines, whose slots are numbered set by set.
 *
 * @param sets a power of two
 */
record CacheShape(int sets, int ways) {
  private static final int LINE_BYTES = 128;

  /** Returns the shape of a cache of at least one line, with about the given associativity. */
  static CacheShape of(long bytes, int associativity) {
    long lines = Math.max(1, bytes / LINE_BYTES);
    int sets = (int) Long.highestOneBit(Math.max(1, lines / associativity));
    return new CacheShape(sets, (int) (lines / sets));
  }

  int slots() {
    return sets * ways;
  }

  /**
   * Returns the first slot of a line's set. Lines are spread over the sets, as hardware hashes
   * addresses, so that strides do not collide.
   */
  int first(long line) {
    long mixed = line * 0x9E3779B97F4A7C15L;
    return (int) ((line ^ (mixed >>> 40)) & (sets - 1)) * ways;
  }
}
