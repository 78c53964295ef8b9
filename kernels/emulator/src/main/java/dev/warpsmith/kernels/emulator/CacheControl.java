package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;

/**
 * Translates what only advises caches and the launch of dependent grids: nothing of it shows in
 * results, since a launch ends before the next begins.
 */
final class CacheControl {
  private final LaneAssembler code;

  CacheControl(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is not such advice. */
  boolean translate(Instruction i) {
    switch (i.opcode()) {
      case "prefetch", "prefetchu", "discard", "applypriority", "griddepcontrol" -> {}
      case "createpolicy" -> {
        code.insn(LCONST_0);
        code.pop(i, i.operands().get(0), ScalarType.B64);
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
