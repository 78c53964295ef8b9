package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;

/**
 * Checks who takes part in a warp-level operation with a member mask (PTX ISA 9.7.13, {@code
 * membermask}): each lane names itself, all that meet give one mask, and nobody named has exited.
 * Lanes that a partial warp never had may be named.
 */
final class Participants {
  private final Warp warp;
  private final int started;

  Participants(Warp warp, int started) {
    this.warp = warp;
    this.started = started;
  }

  /**
   * Checks lanes at one operation.
   *
   * @param alive lanes that have not exited
   */
  void check(WarpOperation operation, Instruction at, int mask, int alive) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int members = operation.members(warp, lane);
      if ((members & (1 << lane)) == 0) {
        report(at, lane, members, "lacks its own lane " + lane);
      } else if ((members & started & ~alive) != 0) {
        int gone = Integer.numberOfTrailingZeros(members & started & ~alive);
        report(at, lane, members, "names " + thread(gone) + ", which has exited");
      } else {
        compare(operation, at, lane, members, mask & members);
      }
    }
  }

  private void compare(WarpOperation operation, Instruction at, int lane, int members, int others) {
    for (int rest = others; rest != 0; rest &= rest - 1) {
      int other = Integer.numberOfTrailingZeros(rest);
      int theirs = operation.members(warp, other);
      if (theirs != members) {
        report(at, lane, members, "meets " + thread(other) + " with " + mask(theirs));
        return;
      }
    }
  }

  /** Reports lanes that one operation names while they take part in another one. */
  void mixed(Instruction at, int lane, int members, int other, Instruction theirs) {
    String what = "meets " + thread(other) + " at " + theirs.mnemonic() + " (" + theirs.place();
    report(at, lane, members, what + ")");
  }

  private void report(Instruction at, int lane, int members, String what) {
    String who = warp.threadName(lane) + " executes " + at.mnemonic();
    warp.launch()
        .check()
        .findings()
        .add(
            KernelFault.at(
                DeviceFault.Kind.BARRIER_DIVERGENCE,
                warp.launch().program().kernel().name(),
                at,
                who + " with " + mask(members) + ", which " + what));
  }

  private static String mask(int members) {
    return String.format("mask 0x%08x", members);
  }

  private String thread(int lane) {
    long index = (long) warp.index * RegisterFile.LANES + lane;
    return "thread " + warp.launch().blockDim().at(index);
  }
}
