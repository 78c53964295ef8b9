package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;

/** An operation that all 32 lanes of a warp do together, at one instruction ({@code .aligned}). */
abstract class AlignedOperation extends WarpOperation {
  private static final int ALL = -1;

  private final Instruction instruction;

  AlignedOperation(Instruction instruction) {
    this.instruction = instruction;
  }

  @Override
  final Kind kind() {
    return Kind.EXCHANGE;
  }

  @Override
  final int members(Warp warp, int lane) {
    return ALL;
  }

  @Override
  final int allMembers(Warp warp, int mask) {
    return ALL;
  }

  @Override
  final void apply(Warp warp, int mask, int arrived) {
    if (mask != ALL) {
      throw incomplete(warp, mask);
    }
    apply(warp);
  }

  /** Does the operation for all lanes. */
  abstract void apply(Warp warp);

  private KernelFault incomplete(Warp warp, int mask) {
    int missing = Integer.numberOfTrailingZeros(~mask);
    return KernelFault.at(
        DeviceFault.Kind.BARRIER_DIVERGENCE,
        warp.launch().program().kernel().name(),
        instruction,
        warp.threadName(Integer.numberOfTrailingZeros(mask))
            + " executes "
            + instruction.mnemonic()
            + " with "
            + Integer.bitCount(mask)
            + " of the warp's 32 threads: lane "
            + missing
            + " is missing");
  }
}
