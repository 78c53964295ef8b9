package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * Counts the passes of shared-memory instructions that share their lanes' offsets, remembering the
 * last pattern of them.
 *
 * <p>Moving all lanes by the same whole number of words turns the banks and changes no conflict. So
 * a pattern, the distances between the lanes, is counted once for each width of access and each
 * position within a word.
 */
final class SharedPattern {
  private static final int WORD = 4;
  private static final int UNKNOWN = 0;
  private static final int WIDTHS = 5;

  private final long[] distance = new long[32];
  private final int[] known = new int[WIDTHS * WORD];
  private int mask;
  private long start;

  /** Takes the offsets of the lanes. The mask must not be empty. */
  void match(int activeMask, long[] offset) {
    start = offset[Integer.numberOfTrailingZeros(activeMask)];
    if (activeMask == mask && sameDistances(offset)) {
      return;
    }
    mask = activeMask;
    for (int lane = 0; lane < 32; lane++) {
      distance[lane] = offset[lane] - start;
    }
    Arrays.fill(known, UNKNOWN);
  }

  /** Returns the passes of an access of these lanes, {@code offset} bytes further on. */
  int wavefronts(int bytes, long offset) {
    int within = (int) (start + offset) & (WORD - 1);
    int width = Integer.numberOfTrailingZeros(Integer.highestOneBit(bytes));
    if (width >= WIDTHS || Integer.bitCount(bytes) != 1) {
      return count(bytes, within);
    }
    int key = width * WORD + within;
    if (known[key] == UNKNOWN) {
      known[key] = count(bytes, within);
    }
    return known[key];
  }

  private int count(int bytes, int within) {
    long[] shifted = new long[32];
    for (int lane = 0; lane < 32; lane++) {
      shifted[lane] = distance[lane] + within;
    }
    return Banks.wavefronts(mask, shifted, bytes);
  }

  private boolean sameDistances(long[] offset) {
    if (mask == -1) {
      long difference = 0;
      for (int lane = 0; lane < 32; lane++) {
        difference |= (offset[lane] - start) ^ distance[lane];
      }
      return difference == 0;
    }
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      if (offset[lane] - start != distance[lane]) {
        return false;
      }
    }
    return true;
  }
}
