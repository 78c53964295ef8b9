package dev.warpsmith.kernels.emulator;

/** {@code bar.warp.sync}: orders the lanes of a warp. */
final class SyncWarp extends ExchangeOperation {
  SyncWarp(LaneValue members) {
    super(members, members);
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    if (warp.sanitizer != null) {
      warp.sanitizer.races().warpSynchronised(warp);
    }
  }
}
