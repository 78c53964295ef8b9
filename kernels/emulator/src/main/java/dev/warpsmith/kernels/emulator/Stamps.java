package dev.warpsmith.kernels.emulator;

import java.util.Arrays;

/**
 * Numbers for the accesses to global memory: a stamp stands for one warp of one block between two
 * of its synchronisations. Stamps of a device are never used twice, so that those of earlier
 * launches are told apart by their number alone.
 */
final class Stamps {
  /** No access, or one that came after the stamps were used up. */
  static final int NONE = 0;

  private static final int MOST = 1 << Cells.STAMP_BITS;
  private static final int RENEWED = MOST / 2;

  private int[] blocks = new int[1024];
  private int[] warps = new int[1024];
  private int[] times = new int[1024];
  private int next = 1;

  /** Tells whether a launch should start over with all of them. */
  boolean scarce() {
    return next > RENEWED;
  }

  void renew() {
    next = 1;
  }

  /** Returns the first stamp of the accesses that follow. */
  int next() {
    return next;
  }

  int take(int block, int warp, int time) {
    if (next == MOST) {
      return NONE;
    }
    if (next == blocks.length) {
      int length = Math.min(MOST, 2 * next);
      blocks = Arrays.copyOf(blocks, length);
      warps = Arrays.copyOf(warps, length);
      times = Arrays.copyOf(times, length);
    }
    blocks[next] = block;
    warps[next] = warp;
    times[next] = time;
    return next++;
  }

  int block(int stamp) {
    return blocks[stamp];
  }

  int warp(int stamp) {
    return warps[stamp];
  }

  int time(int stamp) {
    return times[stamp];
  }
}
