package dev.warpsmith.kernels.emulator;

/** Asks whether something has happened; lanes to which it has not let all others run first. */
abstract class PollOperation extends WarpOperation {
  @Override
  final Kind kind() {
    return Kind.POLL;
  }

  /** Gives the lanes their answers and returns those that must ask again. */
  abstract int poll(Warp warp, int mask);

  @Override
  final void apply(Warp warp, int mask, int arrived) {
    poll(warp, mask);
  }
}
