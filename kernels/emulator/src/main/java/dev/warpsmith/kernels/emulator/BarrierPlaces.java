package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
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
  private final @Nullable First[] firsts;

  /** The first arrival at a barrier that is not complete. */
  private record First(Barrier barrier, Warp warp, int lane, int count) {
    String thread() {
      long index = (long) warp.index * RegisterFile.LANES + lane;
      return "thread " + warp.launch().blockDim().at(index);
    }

    String place() {
      return barrier.instruction().place();
    }
  }

  BarrierPlaces(int barriers, int threads) {
    this.threads = threads;
    this.firsts = new @Nullable First[barriers];
  }

  void complete(int id) {
    firsts[id] = null;
  }

  void arrive(int id, Warp warp, Barrier barrier, int mask, int count) {
    int lane = Integer.numberOfTrailingZeros(mask);
    First first = firsts[id];
    if (count % RegisterFile.LANES != 0) {
      String what = " for " + count + " threads, which is not a multiple of 32";
      report(warp, lane, barrier, id, what);
    }
    if (first == null) {
      firsts[id] = new First(barrier, warp, lane, count);
      return;
    }
    if (all(count) != all(first.count())) {
      String what = all(count) + " threads, but " + first.thread() + " for " + all(first.count());
      report(warp, lane, barrier, id, " for " + what + " at " + first.place());
    } else if (differ(barrier, first, warp, count)) {
      report(
          warp, lane, barrier, id, ", but " + first.thread() + " of its block at " + first.place());
    }
  }

  private int all(int count) {
    return count == 0 ? threads : count;
  }

  private static boolean differ(Barrier barrier, First first, Warp warp, int count) {
    if (barrier.equals(first.barrier())) {
      return false;
    }
    String here = barrier.instruction().place();
    boolean sameLine = here.equals(first.place());
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
