package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;

/**
 * Replays the warps of a block side by side into L1 and along the {@link Timeline}.
 *
 * <p>The emulator runs a warp as far as it can before the next one; hardware runs them together. So
 * what warps do is logged, and when all of them stand at a barrier or have ended, each in turn does
 * one basic block.
 */
final class WarpReplay {
  private final WarpLog[] logs;
  private final SectoredCache l1;
  private final Timeline timeline;
  private final Tally counts;
  private final AccessStream stream;
  private int live;
  private int arrived;

  WarpReplay(int warps, SectoredCache l1, Timeline timeline, Tally counts, AccessStream stream) {
    this.logs = new WarpLog[warps];
    for (int warp = 0; warp < warps; warp++) {
      logs[warp] = new WarpLog();
    }
    this.l1 = l1;
    this.timeline = timeline;
    this.counts = counts;
    this.stream = stream;
    this.live = warps;
  }

  void enter(int warp, int block) {
    logs[warp].add(WarpLog.ENTER, block, 0);
  }

  void access(int warp, int kind, long line, int sectors) {
    logs[warp].add(kind, line, sectors);
  }

  void store(int warp, long line, int sectors, int words) {
    logs[warp].add(WarpLog.STORE, line, sectors, words);
  }

  void barrier(int warp) {
    logs[warp].add(WarpLog.BARRIER, 0, 0);
    if (++arrived >= live) {
      replay();
    }
  }

  void end(int warp) {
    logs[warp].add(WarpLog.END, 0, 0);
    if (arrived >= --live) {
      replay();
    }
  }

  /** Replays what is logged. */
  void replay() {
    arrived = 0;
    boolean some = true;
    while (some) {
      some = false;
      for (int warp = 0; warp < logs.length; warp++) {
        some |= turn(warp);
      }
    }
  }

  /** Replays one basic block of a warp; false if nothing is logged. */
  private boolean turn(int warp) {
    WarpLog log = logs[warp];
    if (!log.hasNext()) {
      return false;
    }
    do {
      replay(warp, log);
      log.step();
    } while (log.hasNext() && log.kind() != WarpLog.ENTER);
    return true;
  }

  private void replay(int warp, WarpLog log) {
    switch (log.kind()) {
      case WarpLog.ENTER -> timeline.enter(warp, (int) log.line());
      case WarpLog.LOAD -> load(warp, log, l1.read(log.line(), log.sectors()));
      case WarpLog.UNCACHED_LOAD -> load(warp, log, 0);
      case WarpLog.STORE -> stream.write(log.line(), log.sectors(), log.words());
      case WarpLog.ATOMIC -> {
        stream.read(log.line(), log.sectors());
        stream.write(log.line(), log.sectors());
      }
      case WarpLog.BARRIER -> timeline.barrier(warp);
      default -> timeline.end(warp);
    }
  }

  private void load(int warp, WarpLog log, int hits) {
    counts.add(Counter.L1_LOAD_SECTORS, Integer.bitCount(log.sectors()));
    counts.add(Counter.L1_LOAD_HITS, Integer.bitCount(hits));
    int missing = log.sectors() & ~hits;
    if (missing != 0) {
      stream.read(log.line(), missing);
      timeline.miss(warp);
    }
  }
}
