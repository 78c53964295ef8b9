package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.Set;

/** Estimates the bytecode of an instruction; HotSpot compiles no method above 8,000 bytes. */
final class CodeSize {
  private static final Set<String> ACCESSES =
      Set.of("ld", "st", "ldu", "atom", "red", "cp", "mbarrier");

  private CodeSize() {}

  static int of(Instruction i) {
    int elements = 1;
    for (Operand operand : i.operands()) {
      if (operand instanceof Operand.Vector vector) {
        elements = Math.max(elements, vector.elements().size());
      }
    }
    int base = ACCESSES.contains(i.opcode()) ? 60 : 16;
    return base + 14 * elements + (i.guard().isPresent() ? 6 : 0);
  }
}
