package dev.warpsmith.kernels.emulator;

/** Seeded orders of warps and blocks, of which seed 0 is the natural one, and choices of lanes. */
final class Orders {
  private Orders() {}

  /** Returns a permutation of 0 to count-1. */
  static int[] permutation(int count, long seed) {
    int[] order = new int[count];
    for (int k = 0; k < count; k++) {
      order[k] = k;
    }
    long state = seed;
    for (int k = count - 1; k > 0 && seed != 0; k--) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      int other = (int) Long.remainderUnsigned(state >>> 17, k + 1);
      int value = order[k];
      order[k] = order[other];
      order[other] = value;
    }
    return order;
  }

  /** Returns the numbers 0 to count-1, permuted within windows of equal size. */
  static int[] permutation(int count, int window, long seed) {
    int[] order = new int[count];
    for (int first = 0; first < count; first += window) {
      int[] part = permutation(Math.min(window, count - first), seed);
      for (int k = 0; k < part.length; k++) {
        order[first + k] = first + part[k];
      }
    }
    return order;
  }

  /** Returns 32 random bits of a warp (SplitMix64's finaliser; Steele, Lea, Flood 2014). */
  static int bits(long seed, long block, int warp) {
    long z = seed + 0x9E3779B97F4A7C15L * (block * 64 + warp + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) ((z ^ (z >>> 31)) >>> 16);
  }
}
