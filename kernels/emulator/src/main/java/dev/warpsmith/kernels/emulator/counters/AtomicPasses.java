package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the slices of L2 work on atomics.
 *
 * <p>A slice does the lanes of one request that name one word one after the other, and a few lanes
 * of different words of a line at once. Measured on an H200 (MODEL.md, atomics): integer adds of a
 * warp to one word take 1.45 clocks each, floating-point ones 3.5; of different words of a line the
 * slice does 6.9 in a clock; {@link #CHUNK_BYTES} of memory belong to one slice.
 */
final class AtomicPasses {
  private static final int SLICES = 96;
  private static final int CHUNK_BYTES = 512;

  /** Clocks are kept in hundredths. */
  static final double UNIT = 100;

  private static final int INTEGER_LANE = 145;
  private static final int FLOAT_LANE = 348;
  private static final int DIFFERENT_WORDS_LANE = 15;

  private final AtomicLongArray slices = new AtomicLongArray(SLICES);

  /**
   * Adds a request; the same sums whatever the order of requests.
   *
   * @param bytes of the word that a lane works on
   * @param atomic whether lanes are joined, and how long the slice works on each
   */
  void add(int activeMask, long[] addressByLane, long offset, int bytes, AccessSite.Atomic atomic) {
    int mask = atomic == AccessSite.Atomic.JOINED ? activeMask & -activeMask : activeMask;
    int lanes = Integer.bitCount(mask);
    long[] words = new long[lanes];
    int count = 0;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      words[count++] = (addressByLane[Integer.numberOfTrailingZeros(rest)] + offset) / bytes;
    }
    Arrays.sort(words);
    int from = 0;
    while (from < lanes) {
      long line = words[from] * bytes / 128;
      int to = from;
      int most = 0;
      int same = 0;
      while (to < lanes && words[to] * bytes / 128 == line) {
        same = to > from && words[to] == words[to - 1] ? same + 1 : 1;
        most = Math.max(most, same);
        to++;
      }
      int lane = atomic == AccessSite.Atomic.FLOATING_POINT ? FLOAT_LANE : INTEGER_LANE;
      slices.addAndGet(
          slice(line * 128), Math.max(most * lane, (to - from) * DIFFERENT_WORDS_LANE));
      from = to;
    }
  }

  /** Returns the most lanes of a request that name one word. */
  static int mostOnOneWord(int mask, long[] offsetByLane, int bytes) {
    int most = 0;
    for (int rest = mask; rest != 0; ) {
      long word = offsetByLane[Integer.numberOfTrailingZeros(rest)] / bytes;
      int same = 0;
      for (int others = rest; others != 0; others &= others - 1) {
        int lane = Integer.numberOfTrailingZeros(others);
        if (offsetByLane[lane] / bytes == word) {
          same++;
          rest &= ~(1 << lane);
        }
      }
      most = Math.max(most, same);
    }
    return most;
  }

  void addAll(AtomicPasses other) {
    for (int slice = 0; slice < SLICES; slice++) {
      slices.addAndGet(slice, other.slices.get(slice));
    }
  }

  /** Returns the clocks of the slice that works longest. */
  double clocks() {
    long most = 0;
    for (int slice = 0; slice < SLICES; slice++) {
      most = Math.max(most, slices.get(slice));
    }
    return most / UNIT;
  }

  /** The real hash is not published; any that spreads well gives about the same longest slice. */
  private static int slice(long address) {
    long mixed = (address / CHUNK_BYTES) * 0x9E3779B97F4A7C15L;
    return (int) ((mixed >>> 33) % SLICES);
  }
}
