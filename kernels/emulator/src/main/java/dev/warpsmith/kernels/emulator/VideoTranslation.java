package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;
import java.util.Map;

/**
 * Translates SIMD video instructions whose operands and result have one type: nvcc writes {@code
 * vabsdiff2} and {@code vabsdiff4} for intrinsics such as {@code __vsadu4}.
 *
 * <p>Mixed types, selected elements, sums of other operations and the scalar video instructions are
 * refused.
 */
final class VideoTranslation {
  private static final Map<String, Integer> OPERATIONS =
      Map.of(
          "vadd", VideoArithmetic.ADD,
          "vsub", VideoArithmetic.SUBTRACT,
          "vabsdiff", VideoArithmetic.DIFFERENCE,
          "vmin", VideoArithmetic.MIN,
          "vmax", VideoArithmetic.MAX,
          "vavrg", VideoArithmetic.AVERAGE);

  private final LaneAssembler code;

  VideoTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is none of these. */
  boolean translate(Instruction i) {
    int last = i.opcode().length() - 1;
    Integer operation = OPERATIONS.get(i.opcode().substring(0, last));
    int bits = i.opcode().endsWith("4") ? 8 : i.opcode().endsWith("2") ? 16 : 0;
    if (operation == null || bits == 0 || i.operands().size() != 4) {
      return false;
    }
    List<ScalarType> types = Shapes.types(i);
    boolean uniform = types.size() == 3 && types.stream().distinct().count() == 1;
    boolean sums = i.has("add");
    boolean saturates = i.has("sat");
    int known = 3 + (sums ? 1 : 0) + (saturates ? 1 : 0);
    boolean odd = sums && (saturates || operation != VideoArithmetic.DIFFERENCE);
    if (!uniform || i.modifiers().size() != known || odd) {
      return false;
    }
    boolean signed = types.get(0).signed();
    for (int k = 1; k <= (sums ? 3 : 2); k++) {
      code.pushBits(i, i.operands().get(k), JvmKind.INT);
    }
    code.constant(bits);
    code.constant(operation);
    code.constant(signed ? 1 : 0);
    if (sums) {
      code.call(VideoArithmetic.class, "sum", "(IIIIIZ)I");
    } else {
      code.constant(saturates ? 1 : 0);
      code.call(VideoArithmetic.class, "packed", "(IIIIZZ)I");
    }
    code.pop(i, i.operands().get(0), ScalarType.B32);
    return true;
  }
}
