package dev.warpsmith.kernels.emulator;

/**
 * {@code mbarrier.test_wait} and {@code try_wait}: tell whether a phase is complete.
 *
 * <p>PTX lets {@code try_wait} suspend the thread for a while. Here both do: lanes that find their
 * phase incomplete let all others run before they see the answer.
 */
final class MbarrierWait extends PollOperation {
  private final Mbarrier barrier;
  private final LaneValue complete;
  private final LaneValue phase;
  private final boolean parity;

  /**
   * Makes an operation.
   *
   * @param complete takes the answer
   * @param phase the parity of the phase, or the state that an arrival returned
   */
  MbarrierWait(Mbarrier barrier, LaneValue complete, LaneValue phase, boolean parity) {
    this.barrier = barrier;
    this.complete = complete;
    this.phase = phase;
    this.parity = parity;
  }

  @Override
  int poll(Warp warp, int mask) {
    int failed = 0;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      Mbarrier.At at = barrier.at(warp, lane);
      warp.block.mbarriers().settle(at.offset());
      boolean done = barrier.state(at).phase() != awaited(warp, lane);
      complete.set(warp, lane, done ? 1 : 0);
      if (!done) {
        failed |= 1 << lane;
        warp.block.standstill().waits(warp, lane, barrier, at.offset());
      }
    }
    return failed;
  }

  private int awaited(Warp warp, int lane) {
    long given = phase.get(warp, lane);
    return (int) (parity ? given & 1 : given >>> 63);
  }
}
