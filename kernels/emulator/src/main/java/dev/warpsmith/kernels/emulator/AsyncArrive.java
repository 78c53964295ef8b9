package dev.warpsmith.kernels.emulator;

import java.util.List;

/** {@code cp.async.mbarrier.arrive}: arrives when the thread's earlier copies are done. */
final class AsyncArrive extends WarpOperation {
  private final Mbarrier barrier;
  private final boolean counted;

  /**
   * Makes an operation.
   *
   * @param counted whether the phase's expected arrivals include this one ({@code .noinc})
   */
  AsyncArrive(Mbarrier barrier, boolean counted) {
    this.barrier = barrier;
    this.counted = counted;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    Lanes.forEach(mask, lane -> apply(warp, barrier.at(warp, lane)));
  }

  private void apply(Warp warp, Mbarrier.At at) {
    if (!counted) {
      barrier.awaitOneMore(at);
    }
    List<PendingCopy> copies = AsyncCopy.inFlight(warp, at.lane());
    if (copies.isEmpty()) {
      barrier.arrive(at, 1);
    } else {
      warp.block.mbarriers().arriveAfter(barrier, at, copies);
    }
  }
}
