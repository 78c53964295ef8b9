package dev.warpsmith.kernels.emulator;

/** {@code match.sync} (PTX ISA 9.7.13.11). */
final class Match extends ExchangeOperation {
  private final boolean all;
  private final LaneValue target;
  private final LaneValue agreed;

  Match(boolean all, LaneValue target, LaneValue agreed, LaneValue source, LaneValue members) {
    super(source, members);
    this.all = all;
    this.target = target;
    this.agreed = agreed;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int members = members(warp, lane) & arrived;
      int same = 0;
      for (int others = members; others != 0; others &= others - 1) {
        int other = Integer.numberOfTrailingZeros(others);
        same |= warp.exchange[other] == warp.exchange[lane] ? 1 << other : 0;
      }
      boolean everyone = same == members;
      target.set(warp, lane, all && !everyone ? 0 : same);
      agreed.set(warp, lane, everyone ? 1 : 0);
    }
  }
}
