package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;

/** {@code alloca}, {@code stacksave} and {@code stackrestore} (PTX ISA 9.7.18). */
final class StackOperation extends WarpOperation {
  private final Instruction instruction;
  private final LaneValue register;
  private final LaneValue size;
  private final LaneValue alignment;

  /**
   * Makes the operation.
   *
   * @param register what is written, or read by {@code stackrestore}
   * @param size of {@code alloca}
   * @param alignment of {@code alloca}
   */
  StackOperation(Instruction instruction, LaneValue register, LaneValue size, LaneValue alignment) {
    this.instruction = instruction;
    this.register = register;
    this.size = size;
    this.alignment = alignment;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    Lanes.forEach(mask, lane -> apply(warp, lane));
  }

  private void apply(Warp warp, int lane) {
    CallStack stack = warp.calls();
    switch (instruction.opcode()) {
      case "stacksave" -> register.set(warp, lane, stack.top(lane));
      case "stackrestore" -> stack.restore(lane, register.get(warp, lane));
      default -> {
        long aligned = Math.max(16, alignment.get(warp, lane));
        register.set(
            warp, lane, stack.alloca(warp, lane, size.get(warp, lane), aligned, instruction));
      }
    }
  }
}
