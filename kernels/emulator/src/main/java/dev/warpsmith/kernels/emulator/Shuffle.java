package dev.warpsmith.kernels.emulator;

/** {@code shfl.sync} (PTX ISA 9.7.9.6). */
final class Shuffle extends ExchangeOperation {
  enum Mode {
    UP,
    DOWN,
    BFLY,
    IDX
  }

  private final Mode mode;
  private final LaneValue target;
  private final LaneValue inRange;
  private final LaneValue by;
  private final LaneValue clamp;

  Shuffle(
      Mode mode,
      LaneValue target,
      LaneValue inRange,
      LaneValue source,
      LaneValue by,
      LaneValue clamp,
      LaneValue members) {
    super(source, members);
    this.mode = mode;
    this.target = target;
    this.inRange = inRange;
    this.by = by;
    this.clamp = clamp;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int offset = by.getInt(warp, lane) & 31;
      int control = clamp.getInt(warp, lane);
      int segment = control >>> 8 & 31;
      int most = (lane & segment) | (control & 31 & ~segment);
      int least = lane & segment;
      int from =
          switch (mode) {
            case UP -> lane - offset;
            case DOWN -> lane + offset;
            case BFLY -> lane ^ offset;
            case IDX -> least | (offset & ~segment);
          };
      boolean valid = mode == Mode.UP ? from >= most : from <= most;
      target.set(warp, lane, warp.exchange[valid ? from & 31 : lane]);
      inRange.set(warp, lane, valid ? 1 : 0);
    }
  }
}
