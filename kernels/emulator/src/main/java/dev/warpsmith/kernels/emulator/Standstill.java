package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the threads of a block only wait at mbarriers and nothing happens at any.
 *
 * <p>A thread may leave its wait after some time, so one unsuccessful wait proves nothing.
 * Thousands in a row of all threads do: each stands for a time limit of the hardware.
 */
final class Standstill {
  private static final int PATIENCE = 10_000;

  private final int warps;
  private int[] waits = {};
  private Wait[] last = {};
  private boolean ended;
  private boolean suspected;

  private record Wait(Mbarrier barrier, int offset) {}

  Standstill(int warps) {
    this.warps = warps;
  }

  /** Something happened. */
  void ended() {
    ended = true;
  }

  /** A lane found its phase incomplete. */
  void waits(Warp warp, int lane, Mbarrier barrier, int offset) {
    if (waits.length == 0) {
      waits = new int[warps * RegisterFile.LANES];
      last = new Wait[waits.length];
    }
    if (ended) {
      Arrays.fill(waits, 0);
      ended = false;
      suspected = false;
    }
    int thread = warp.index * RegisterFile.LANES + lane;
    last[thread] = new Wait(barrier, offset);
    suspected |= ++waits[thread] >= PATIENCE;
  }

  /** Tells whether it is worth asking whether all threads wait. */
  boolean suspected() {
    return suspected && !ended;
  }

  /** Returns which lanes of a warp have waited in vain for long. */
  int waiting(int warp) {
    int lanes = 0;
    for (int lane = 0; lane < RegisterFile.LANES; lane++) {
      lanes |= waits[warp * RegisterFile.LANES + lane] >= PATIENCE ? 1 << lane : 0;
    }
    return lanes;
  }

  /** Makes the report about one of the waiting lanes. */
  KernelFault fault(Warp warp, int lane) {
    @Nullable Wait wait = last[warp.index * RegisterFile.LANES + lane];
    if (wait == null) {
      throw new IllegalStateException(warp.threadName(lane) + " does not wait");
    }
    String needs =
        MbarrierState.read(OffHeap.getLong(warp.shared + wait.offset()))
            .map(state -> "needs " + state.needs())
            .orElse("is not initialised");
    return KernelFault.at(
        DeviceFault.Kind.DEADLOCK,
        warp.launch().program().kernel().name(),
        wait.barrier().instruction(),
        warp.threadName(lane)
            + " waits forever: the mbarrier at byte "
            + wait.offset()
            + " of shared memory "
            + needs);
  }
}
