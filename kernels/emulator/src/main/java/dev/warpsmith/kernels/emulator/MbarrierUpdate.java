package dev.warpsmith.kernels.emulator;

/** {@code mbarrier.init}, {@code inval}, {@code expect_tx}, {@code complete_tx} and arrivals. */
final class MbarrierUpdate extends WarpOperation {
  private final Mbarrier barrier;
  private final Change change;
  private final LaneValue count;
  private final LaneValue state;

  /** What an instruction does with the state; named after its modifier. */
  enum Change {
    INIT,
    INVAL,
    EXPECT_TX,
    COMPLETE_TX,
    ARRIVE,
    ARRIVE_DROP,
    ARRIVE_EXPECT_TX,
    ARRIVE_DROP_EXPECT_TX,
    ARRIVE_NO_COMPLETE,
    ARRIVE_DROP_NO_COMPLETE
  }

  /**
   * Makes an operation.
   *
   * @param count arrivals or transactions
   * @param state takes the state before the arrival
   */
  MbarrierUpdate(Mbarrier barrier, Change change, LaneValue count, LaneValue state) {
    this.barrier = barrier;
    this.change = change;
    this.count = count;
    this.state = state;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      update(barrier.at(warp, lane), count.getInt(warp, lane));
    }
  }

  private void update(Mbarrier.At at, int given) {
    MbarrierUnit unit = at.warp().block.mbarriers();
    switch (change) {
      case INIT -> {
        barrier.check(given >= 1 && given <= MbarrierState.MOST, at, "initialises", range(given));
        unit.start(at, MbarrierState.of(given).bits());
      }
      case INVAL -> {
        unit.settle(at.offset());
        barrier.state(at);
        unit.start(at, 0);
      }
      default -> {
        MbarrierState before = barrier.state(at);
        state.set(at.warp(), at.lane(), before.bits());
        unit.replace(at, before, after(before, at, given));
      }
    }
  }

  private MbarrierState after(MbarrierState before, Mbarrier.At at, int given) {
    return switch (change) {
      case EXPECT_TX -> checked(before.expect(given), at);
      case COMPLETE_TX -> checked(before.complete(given), at);
      case ARRIVE -> barrier.arrived(before, at, given);
      case ARRIVE_DROP -> barrier.arrived(drop(before, at, given), at, given);
      case ARRIVE_EXPECT_TX -> barrier.arrived(checked(before.expect(given), at), at, 1);
      case ARRIVE_DROP_EXPECT_TX ->
          barrier.arrived(drop(checked(before.expect(given), at), at, 1), at, 1);
      case ARRIVE_NO_COMPLETE -> incomplete(before, barrier.arrived(before, at, given), at);
      case ARRIVE_DROP_NO_COMPLETE ->
          incomplete(before, barrier.arrived(drop(before, at, given), at, given), at);
      case INIT, INVAL -> throw new IllegalStateException(change.name());
    };
  }

  private MbarrierState drop(MbarrierState before, Mbarrier.At at, int given) {
    String why = "which expects " + before.expected() + " arrivals, by " + given;
    barrier.check(given <= before.expected(), at, "lowers", why);
    return before.drop(given);
  }

  private MbarrierState checked(MbarrierState after, Mbarrier.At at) {
    String why = "whose transaction count would be " + after.transactions();
    barrier.check(after.valid(), at, "changes", why);
    return after;
  }

  private MbarrierState incomplete(MbarrierState before, MbarrierState after, Mbarrier.At at) {
    boolean completes = before.phase() != after.phase();
    barrier.check(
        !completes, at, "arrives at", "whose phase this completes in spite of .noComplete");
    return after;
  }

  private static String range(int count) {
    return "with a count of " + count + ", which is not from 1 to " + MbarrierState.MOST;
  }
}
