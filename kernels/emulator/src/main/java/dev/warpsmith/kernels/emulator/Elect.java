package dev.warpsmith.kernels.emulator;

/** {@code elect.sync}: the lowest member leads (PTX ISA 9.7.13.15). */
final class Elect extends ExchangeOperation {
  private final LaneValue leader;
  private final LaneValue elected;

  Elect(LaneValue leader, LaneValue elected, LaneValue members) {
    super(members, members);
    this.leader = leader;
    this.elected = elected;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int first = Integer.numberOfTrailingZeros(members(warp, lane) & arrived);
      leader.set(warp, lane, first);
      elected.set(warp, lane, first == lane ? 1 : 0);
    }
  }
}
