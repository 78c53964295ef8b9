package dev.warpsmith.kernels.emulator;

import org.jspecify.annotations.Nullable;

/** The sixteen barriers of a thread block. */
final class BarrierUnit {
  private static final int BARRIERS = 16;

  private final BlockExecution block;
  private final int[] arrived = new int[BARRIERS];
  private final int[] expected = new int[BARRIERS];
  private final int[] votes = new int[BARRIERS];
  private final BlockOrder.@Nullable Meeting[] meetings =
      new BlockOrder.@Nullable Meeting[BARRIERS];
  private final int threads;
  private final BarrierPlaces places;
  private int alive;

  /** Whether any thread ever came to a barrier. */
  private boolean waited;

  BarrierUnit(BlockExecution block, int threads) {
    this.block = block;
    this.threads = threads;
    this.alive = threads;
    this.places = new BarrierPlaces(BARRIERS, threads);
  }

  /**
   * Records an arrival, and releases the barrier if it was the last.
   *
   * @param waiting lanes of the warp that wait here already
   * @param wholeWarp whether with them all lanes of the warp that still run have arrived: a barrier
   *     of some threads counts whole warps
   */
  void arrive(Warp warp, Barrier barrier, int mask, int waiting, boolean wholeWarp) {
    waited = true;
    int id = barrier.id(warp, mask);
    int count = barrier.count(warp, mask);
    arrived[id] +=
        count != 0 && wholeWarp
            ? RegisterFile.LANES - Integer.bitCount(waiting)
            : Integer.bitCount(mask);
    expected[id] = count;
    if (warp.sanitizer != null) {
      places.arrive(id, warp, barrier, mask, count);
    }
    if (warp.sanitizer != null && count != 0 && count < threads) {
      meet(warp.sanitizer, warp, id);
    }
    votes[id] += barrier.votes(warp, mask);
    check(id);
  }

  private void meet(Sanitizer sanitizer, Warp warp, int id) {
    BlockOrder.Meeting meeting = meetings[id];
    if (meeting == null) {
      meeting = sanitizer.order().meeting();
      meetings[id] = meeting;
    }
    sanitizer.races().arrives(meeting, warp);
  }

  /** Returns, once, what the warps know that met at a barrier of some threads only. */
  BlockOrder.@Nullable Meeting takeMeeting(int id) {
    BlockOrder.Meeting meeting = meetings[id];
    meetings[id] = null;
    return meeting;
  }

  void threadsExited(int count) {
    alive -= count;
    for (int id = 0; id < BARRIERS && waited; id++) {
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
    places.complete(id);
    block.release(id, given, needed);
  }
}
