package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Words the standstill of a block: who waits where, and for whom. */
final class Deadlock {
  private static final int MOST = 4;

  private final List<Waiting> waiting;

  /**
   * Lanes of a warp that wait at one instruction.
   *
   * @param mask the lanes
   * @param named the lanes that their member masks name; 0 at a barrier
   */
  record Waiting(Warp warp, int mask, Instruction at, int named) {
    String thread(int lane) {
      long index = (long) warp.index * RegisterFile.LANES + lane;
      return "thread " + warp.launch().blockDim().at(index);
    }

    int lane() {
      return Integer.numberOfTrailingZeros(mask);
    }
  }

  Deadlock(List<Waiting> waiting) {
    this.waiting = waiting;
  }

  KernelFault fault() {
    Waiting first = waiting.get(0);
    String text =
        first.warp().threadName(first.lane()) + " waits forever: " + missing(first) + others(first);
    String kernel = first.warp().launch().program().kernel().name();
    return KernelFault.at(DeviceFault.Kind.DEADLOCK, kernel, first.at(), text);
  }

  private static String missing(Waiting first) {
    int absent = first.named() & ~first.mask();
    if (absent == 0) {
      return "not all threads reach " + first.at().mnemonic();
    }
    return String.format(
        "%s with mask 0x%08x names %s, which does not come",
        first.at().mnemonic(), first.named(), first.thread(Integer.numberOfTrailingZeros(absent)));
  }

  /** Says where other threads wait, once for each place. */
  private String others(Waiting first) {
    List<String> places = new ArrayList<>();
    List<Instruction> seen = new ArrayList<>();
    seen.add(first.at());
    for (Waiting other : waiting) {
      if (places.size() < MOST && !seen.contains(other.at())) {
        seen.add(other.at());
        places.add(
            "; %s waits at %s (%s)"
                .formatted(other.thread(other.lane()), other.at().mnemonic(), other.at().place()));
      }
    }
    return String.join("", places);
  }
}
