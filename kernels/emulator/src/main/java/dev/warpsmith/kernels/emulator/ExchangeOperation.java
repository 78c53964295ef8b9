package dev.warpsmith.kernels.emulator;

/** A warp-level operation with a member mask: lanes give a value and see those of the others. */
abstract class ExchangeOperation extends WarpOperation {
  private final LaneValue source;
  private final LaneValue memberMask;

  ExchangeOperation(LaneValue source, LaneValue memberMask) {
    this.source = source;
    this.memberMask = memberMask;
  }

  @Override
  final Kind kind() {
    return Kind.EXCHANGE;
  }

  @Override
  final int members(Warp warp, int lane) {
    return memberMask.getInt(warp, lane);
  }

  @Override
  void gather(Warp warp, int mask) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      warp.exchange[lane] = source.get(warp, lane);
    }
  }
}
