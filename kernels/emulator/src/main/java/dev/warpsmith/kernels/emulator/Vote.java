package dev.warpsmith.kernels.emulator;

/** {@code vote.sync} (PTX ISA 9.7.13.10). */
final class Vote extends ExchangeOperation {
  private final String mode;
  private final LaneValue target;
  private final boolean negated;

  Vote(String mode, LaneValue target, LaneValue predicate, boolean negated, LaneValue members) {
    super(predicate, members);
    this.mode = mode;
    this.target = target;
    this.negated = negated;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    int ballot = 0;
    for (int rest = arrived; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      boolean set = (warp.exchange[lane] != 0) != negated;
      ballot |= set ? 1 << lane : 0;
    }
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int members = members(warp, lane) & arrived;
      target.set(warp, lane, result(ballot & members, members));
    }
  }

  private int result(int ballot, int members) {
    return switch (mode) {
      case "all" -> ballot == members ? 1 : 0;
      case "any" -> ballot != 0 ? 1 : 0;
      case "uni" -> ballot == 0 || ballot == members ? 1 : 0;
      default -> ballot;
    };
  }
}
