package dev.warpsmith.kernels.emulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which accesses of one block's threads happened before what a warp does now.
 *
 * <p>Each warp has a time that moves on when it synchronises. A barrier orders everything before it
 * in the block, {@code bar.warp.sync} everything before it in the warp. A release pattern (a fence,
 * then an atomic or volatile write) and an acquire pattern (an atomic or volatile read) of one word
 * order what was before the fence before what is after the read (PTX ISA 8.8). The fence may stand
 * before a barrier and the write after it, in another thread, as is usual in CUDA; the fence on the
 * reading side is not asked for, since a GPU executes dependent loads in order.
 *
 * <p>Where only some lanes of a warp synchronise, all of its lanes count as ordered: what is missed
 * then is a missing {@code __syncwarp}, never an honest order.
 */
final class BlockOrder {
  /** What two fences of different scope let others know of. */
  enum Scope {
    BLOCK,
    GPU
  }

  private static final int[][] NONE = {};

  private final int block;
  private final Map<Long, Clock> words = new HashMap<>();
  private final int[] now;
  private final int[] warpSynchronised;
  private final Clock[] others;
  private final Clock[] fencedForBlock;
  private final Clock[] fencedForGpu;
  private int[][] known = NONE;
  private int[][] lanes = NONE;
  private int time = 1;
  private int blockSynchronised = 1;
  private boolean plain = true;

  BlockOrder(int block, int warps) {
    this.block = block;
    this.now = filled(warps);
    this.warpSynchronised = filled(warps);
    this.others = nothing(warps);
    this.fencedForBlock = nothing(warps);
    this.fencedForGpu = nothing(warps);
  }

  private static int[] filled(int warps) {
    int[] times = new int[warps];
    Arrays.fill(times, 1);
    return times;
  }

  private static Clock[] nothing(int warps) {
    Clock[] clocks = new Clock[warps];
    Arrays.fill(clocks, Clock.NOTHING);
    return clocks;
  }

  int block() {
    return block;
  }

  /** Returns the time of a warp's accesses from now on. */
  int now(int warp) {
    return now[warp];
  }

  /** Returns the time before which all accesses of the block are ordered. */
  int blockSynchronised() {
    return blockSynchronised;
  }

  /** Returns the time before which all accesses of the warp's own lanes are ordered. */
  int warpSynchronised(int warp) {
    return Math.max(blockSynchronised, warpSynchronised[warp]);
  }

  /** Tells whether an access by a thread of this block is ordered before what a lane does now. */
  boolean orders(int warp, int lane, int otherWarp, int otherLane, int when) {
    if (when < blockSynchronised) {
      return true;
    }
    if (warp != otherWarp) {
      return known.length > 0 && when < known[warp][otherWarp];
    }
    return lane == otherLane
        || when < warpSynchronised[warp]
        || (lanes.length > 0 && when < lanes[warp][lane]);
  }

  /** Tells whether an access by a warp of another block is ordered before what a warp does now. */
  boolean ordersOther(int warp, int otherBlock, int otherWarp, int when) {
    int[] times = others[warp].of(otherBlock);
    return otherWarp < times.length && when < times[otherWarp];
  }

  /** Tells whether nothing but barriers has ordered anything yet. */
  boolean plain() {
    return plain;
  }

  private int[] row(int warp) {
    int[] row = new int[now.length];
    for (int k = 0; k < row.length; k++) {
      int pair = known.length > 0 ? known[warp][k] : 0;
      row[k] = Math.max(blockSynchronised, pair);
    }
    row[warp] = now[warp] + 1;
    return row;
  }

  private Clock snapshot(int warp) {
    return others[warp].with(block, row(warp));
  }

  /** Lets a warp's time move on, so that later accesses differ from earlier ones. */
  private void advance(int warp) {
    now[warp] = ++time;
  }

  /** A fence of a warp: what is before it can be released. */
  void fence(int warp, Scope scope) {
    plain = false;
    Clock clock = snapshot(warp);
    fencedForBlock[warp] = clock;
    if (scope == Scope.GPU) {
      fencedForGpu[warp] = clock;
    }
    advance(warp);
  }

  /** An atomic or volatile write of a word. */
  void release(int warp, long word, Map<Long, Clock> gpuWords, boolean update) {
    if (plain) {
      return;
    }
    put(words, word, fencedForBlock[warp], update);
    put(gpuWords, word, fencedForGpu[warp], update);
  }

  private static void put(Map<Long, Clock> words, long word, Clock clock, boolean update) {
    Clock before = update ? words.getOrDefault(word, Clock.NOTHING) : Clock.NOTHING;
    Clock after = before.and(clock);
    if (after == Clock.NOTHING) {
      words.remove(word);
    } else {
      words.put(word, after);
    }
  }

  /** An atomic or volatile read of a word. */
  void acquire(int warp, int lane, long word, Map<Long, Clock> gpuWords) {
    if (!gpuWords.isEmpty()) {
      learn(warp, lane, gpuWords.getOrDefault(word, Clock.NOTHING));
    }
    if (!words.isEmpty()) {
      learn(warp, lane, words.getOrDefault(word, Clock.NOTHING));
    }
  }

  private void learn(int warp, int lane, Clock clock) {
    if (clock == Clock.NOTHING) {
      return;
    }
    plain = false;
    others[warp] = others[warp].and(clock);
    int[] row = clock.of(block);
    if (row.length > 0) {
      learn(warp, row);
      if (lanes.length == 0) {
        lanes = new int[now.length][RegisterFile.LANES];
      }
      lanes[warp][lane] = Math.max(lanes[warp][lane], row[warp]);
    }
  }

  private void learn(int warp, int[] row) {
    if (known.length == 0) {
      known = new int[now.length][now.length];
    }
    for (int k = 0; k < row.length; k++) {
      known[warp][k] = Math.max(known[warp][k], row[k]);
    }
  }

  /** Lanes of a warp met. */
  void synchroniseWarp(int warp) {
    advance(warp);
    warpSynchronised[warp] = time;
  }

  /** All threads of the block met, or ended. */
  void synchroniseBlock() {
    time++;
    blockSynchronised = time;
    Arrays.fill(now, time);
    if (!plain) {
      share(others);
      share(fencedForBlock);
      share(fencedForGpu);
    }
  }

  private static void share(Clock[] clocks) {
    Clock all = Clock.NOTHING;
    for (Clock clock : clocks) {
      all = all.and(clock);
    }
    Arrays.fill(clocks, all);
  }

  Meeting meeting() {
    return new Meeting();
  }

  /** Warps that wait at a barrier for some of the block's threads, and what they know together. */
  final class Meeting {
    private Clock clock = Clock.NOTHING;
    private Clock forBlock = Clock.NOTHING;
    private Clock forGpu = Clock.NOTHING;

    /** A warp arrives, whether or not it waits. */
    void arrive(int warp) {
      plain = false;
      clock = clock.and(snapshot(warp));
      forBlock = forBlock.and(fencedForBlock[warp]);
      forGpu = forGpu.and(fencedForGpu[warp]);
      advance(warp);
    }

    /** A warp that waited goes on. */
    void leave(int warp) {
      others[warp] = others[warp].and(clock);
      int[] row = clock.of(block);
      if (row.length > 0) {
        learn(warp, row);
      }
      fencedForBlock[warp] = fencedForBlock[warp].and(forBlock);
      fencedForGpu[warp] = fencedForGpu[warp].and(forGpu);
      synchroniseWarp(warp);
    }
  }
}
