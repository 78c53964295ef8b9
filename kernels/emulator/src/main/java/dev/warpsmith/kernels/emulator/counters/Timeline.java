package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * When each warp of a block would be where, if nothing but dependencies and latencies held it back.
 *
 * <p>Two timelines run side by side: misses of L1 answered by L2, and by DRAM. Its end is the
 * block's critical path.
 */
final class Timeline {
  private static final int BARRIER_CLOCKS = 20;
  private static final int LEVELS = 2;

  private final BlockCost[] costs;
  private final int[] running;
  private final boolean[] missed;
  private final boolean[] waiting;
  private final boolean[] ended;
  private final long[][] now;
  private final long[][] pending;
  private int arrived;
  private int live;
  private long barrierWait;
  private long memoryWait;
  private long sharedWait;

  Timeline(BlockCost[] costs, int warps) {
    this.costs = costs;
    running = new int[warps];
    Arrays.fill(running, -1);
    missed = new boolean[warps];
    waiting = new boolean[warps];
    ended = new boolean[warps];
    now = new long[LEVELS][warps];
    pending = new long[LEVELS][warps];
    live = warps;
  }

  /** The warp entered a basic block. */
  void enter(int warp, int block) {
    finish(warp);
    running[warp] = block;
  }

  /** A load of the basic block that the warp runs missed L1. */
  void miss(int warp) {
    missed[warp] = true;
  }

  /** The warp arrived at a barrier of the block. */
  void barrier(int warp) {
    finish(warp);
    if (waiting[warp]) {
      release();
    }
    waiting[warp] = true;
    if (++arrived == live) {
      release();
    }
  }

  /** The warp ended. */
  void end(int warp) {
    finish(warp);
    for (int level = 0; level < LEVELS; level++) {
      now[level][warp] = Math.max(now[level][warp], pending[level][warp]);
    }
    if (!ended[warp]) {
      ended[warp] = true;
      live--;
      if (arrived > 0 && arrived == live) {
        release();
      }
    }
  }

  /**
   * Returns the critical path in clocks, with misses at the latency of {@link BlockCost#L2} or
   * {@link BlockCost#DRAM}.
   */
  long criticalCycles(int level) {
    return Arrays.stream(now[level - 1]).max().orElse(0);
  }

  /** Returns the sum of the warps' lifetimes in clocks, with misses at DRAM's latency. */
  long warpCycles() {
    return Arrays.stream(now[LEVELS - 1]).sum();
  }

  long barrierWait() {
    return barrierWait;
  }

  long memoryWait() {
    return memoryWait;
  }

  long sharedWait() {
    return sharedWait;
  }

  private void finish(int warp) {
    int block = running[warp];
    if (block < 0) {
      return;
    }
    running[warp] = -1;
    BlockCost cost = costs[block];
    for (int level = 0; level < LEVELS; level++) {
      int answered = missed[warp] ? level + 1 : BlockCost.L1;
      long start = now[level][warp];
      if (cost.waits && pending[level][warp] > start) {
        if (level == LEVELS - 1) {
          memoryWait += pending[level][warp] - start;
        }
        start = pending[level][warp];
      }
      if (cost.defers) {
        pending[level][warp] = Math.max(pending[level][warp], start + cost.deferred[answered]);
      }
      now[level][warp] = start + cost.path[answered];
    }
    memoryWait += cost.memoryPart[missed[warp] ? BlockCost.DRAM : BlockCost.L1];
    sharedWait += cost.sharedPart;
    missed[warp] = false;
  }

  private void release() {
    for (int level = 0; level < LEVELS; level++) {
      long latest = 0;
      for (int warp = 0; warp < waiting.length; warp++) {
        if (waiting[warp]) {
          latest = Math.max(latest, now[level][warp]);
        }
      }
      for (int warp = 0; warp < waiting.length; warp++) {
        if (waiting[warp]) {
          if (level == LEVELS - 1) {
            barrierWait += latest + BARRIER_CLOCKS - now[level][warp];
          }
          now[level][warp] = latest + BARRIER_CLOCKS;
        }
      }
    }
    Arrays.fill(waiting, false);
    arrived = 0;
  }
}
