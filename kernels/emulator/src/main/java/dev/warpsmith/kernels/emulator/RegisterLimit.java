package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;

/**
 * {@code setmaxnreg}: moves registers between warps (PTX ISA 9.7.19.5).
 *
 * <p>Registers are never short here, so that only the operand is checked.
 */
final class RegisterLimit {
  private static final int LEAST = 24;
  private static final int MOST = 256;
  private static final int STEP = 8;

  private RegisterLimit() {}

  static WarpOperation of(Instruction i) {
    boolean known = i.has("sync") && i.has("aligned") && (i.has("inc") || i.has("dec"));
    if (!known
        || i.operands().isEmpty()
        || !(i.operands().get(0) instanceof Operand.IntegerConstant count)) {
      throw UnsupportedPtxException.of(i);
    }
    if (count.value() < LEAST || count.value() > MOST || count.value() % STEP != 0) {
      String range = " is not a multiple of " + STEP + " from " + LEAST + " to " + MOST;
      throw UnsupportedPtxException.of(i, count.value() + range);
    }
    return WarpOperation.NONE;
  }
}
