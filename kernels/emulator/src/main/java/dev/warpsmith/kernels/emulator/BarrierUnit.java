package dev.warpsmith.kernels.emulator;

/** The sixteen barriers of a thread block. */
final class BarrierUnit {
  private static final int BARRIERS = 16;

  private final BlockExecution block;
  private final int[] arrived = new int[BARRIERS];
  private final int[] expected = new int[BARRIERS];
  private final int[] votes = new int[BARRIERS];
  private int alive;

  BarrierUnit(BlockExecution block, int threads) {
    this.block = block;
    this.alive = threads;
  }

  /**
   * Records an arrival, and releases the barrier if it was the last.
   *
   * @param wholeWarp whether all lanes of the warp that still run arrive together
   */
  void arrive(Warp warp, Barrier barrier, int mask, boolean wholeWarp) {
    int id = barrier.id(warp, mask);
    int threads = barrier.count(warp, mask);
    arrived[id] += threads != 0 && wholeWarp ? RegisterFile.LANES : Integer.bitCount(mask);
    expected[id] = threads;
    votes[id] += barrier.votes(warp, mask);
    check(id);
  }

  void threadsExited(int threads) {
    alive -= threads;
    for (int id = 0; id < BARRIERS; id++) {
      if (arrived[id] > 0 && expected[id] == 0) {
        check(id);
      }
    }
  }

  private void check(int id) {
    int needed = expected[id] == 0 ? alive : expected[id];
    if (arrived[id] < needed || arrived[id] == 0) {
      return;
    }
    int given = votes[id];
    arrived[id] = 0;
    votes[id] = 0;
    block.release(id, given, needed);
  }
}
