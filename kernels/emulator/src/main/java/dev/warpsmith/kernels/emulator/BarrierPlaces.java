package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the threads that meet at a barrier execute the same one (PTX ISA 9.7.13.1).
 *
 * <p>Threads of one warp must meet at one instruction. Other warps may reach a barrier with a
 * thread count at another instruction, as producers and consumers do; {@code __syncthreads}, which
 * has none, must stand on one line for all of the block.
 */
final class BarrierPlaces {
  private final int threads;
  private final First[] firsts;

  /** The first arrival at a barrier that is not complete. */
  private record First(@Nullable Barrier barrier, @Nullable Warp warp, int lane, int count) {}

  private static final First NOBODY = new First(null, null, 0, 0);

  BarrierPlaces(int barriers, int threads) {
    this.threads = threads;
    this.firsts = new First[barriers];
    Arrays.fill(firsts, NOBODY);
  }

  void complete(int id) {
    firsts[id] = NOBODY;
  }

  void arrive(int id, Warp warp, Barrier barrier, int mask, int count) {
    int lane = Integer.numberOfTrailingZeros(mask);
    First first = firsts[id];
    if (count % RegisterFile.LANES != 0) {
      String what = " for " + count + " threads, which is not a multiple of 32";
      report(warp, lane, barrier, id, what);
    }
    if (first.barrier() == null || first.warp() == null) {
      firsts[id] = new First(barrier, warp, lane, count);
      return;
    }
    String other =
        "thread "
            + warp.launch()
                .blockDim()
                .at((long) first.warp().index * RegisterFile.LANES + first.lane());
    Instruction theirs = first.barrier().instruction();
    if (all(count) != all(first.count())) {
      String what = " for " + all(count) + " threads, but " + other + " for " + all(first.count());
      report(warp, lane, barrier, id, what + " at " + theirs.place());
    } else if (differ(barrier, first, warp, count)) {
      String what = ", but " + other + " of its block at " + theirs.place();
      report(warp, lane, barrier, id, what);
    }
  }

  private int all(int count) {
    return count == 0 ? threads : count;
  }

  private static boolean differ(Barrier barrier, First first, Warp warp, int count) {
    if (barrier.equals(first.barrier()) || first.barrier() == null) {
      return false;
    }
    String here = barrier.instruction().place();
    boolean sameLine = here.equals(first.barrier().instruction().place());
    return warp.equals(first.warp()) ? !sameLine : count == 0 && !sameLine;
  }

  private static void report(Warp warp, int lane, Barrier barrier, int id, String what) {
    Instruction at = barrier.instruction();
    String who = warp.threadName(lane) + " meets barrier " + id;
    warp.launch()
        .check()
        .findings()
        .add(
            KernelFault.at(
                DeviceFault.Kind.BARRIER_DIVERGENCE,
                warp.launch().program().kernel().name(),
                at,
                who + what));
  }
}
