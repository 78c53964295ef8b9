package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;

/** Translates arithmetic on f16, bf16 and their packed pairs (PTX ISA 9.7.4). */
final class HalfTranslation {
  private static final Class<?> HELPER = HalfArithmetic.class;

  private final LaneAssembler code;

  HalfTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is not 16-bit float arithmetic. */
  boolean translate(Instruction i) {
    if (Shapes.types(i).isEmpty()) {
      return false;
    }
    ScalarType type = Shapes.type(i);
    boolean packed = type == ScalarType.F16X2 || type == ScalarType.BF16X2;
    if (!packed && type != ScalarType.F16 && type != ScalarType.BF16) {
      return false;
    }
    int inputs =
        switch (i.opcode()) {
          case "neg", "abs", "ex2", "tanh" -> 1;
          case "add", "sub", "mul", "min", "max" -> 2;
          case "fma" -> 3;
          default -> 0;
        };
    if (inputs == 0) {
      return false;
    }
    if (i.has("oob")) {
      throw UnsupportedPtxException.of(i, "the value that .oob looks for is not documented");
    }
    boolean brain = type == ScalarType.BF16 || type == ScalarType.BF16X2;
    half(i, inputs, brain, 0);
    if (packed) {
      code.insn(I2C);
      half(i, inputs, brain, 16);
      code.constant(16);
      code.insn(ISHL, IOR);
    }
    code.pop(i, i.operands().get(0), packed ? ScalarType.B32 : ScalarType.B16);
    return true;
  }

  private void half(Instruction i, int inputs, boolean brain, int shift) {
    for (int k = 1; k <= inputs; k++) {
      code.pushBits(i, i.operands().get(k), JvmKind.INT);
      code.constant(shift);
      code.insn(IUSHR, I2C);
      flush(i, brain);
    }
    if (inputs == 1) {
      code.mv().visitLdcInsn(i.opcode());
      code.constant(brain ? 1 : 0);
      code.call(HELPER, "unary", "(ILjava/lang/String;Z)I");
    } else if (i.has("NaN") || i.has("xorsign")) {
      extreme(i, brain);
    } else {
      code.constant(brain ? 1 : 0);
      arithmetic(i, inputs);
    }
    flush(i, brain);
    if (i.has("sat") || i.has("relu")) {
      code.constant(brain ? 1 : 0);
      code.call(HELPER, i.has("relu") ? "relu" : "saturate", "(IZ)I");
    }
  }

  private void arithmetic(Instruction i, int inputs) {
    int mode = FloatTranslation.rounding(i);
    if (mode == FloatArithmetic.NEAREST) {
      code.call(HELPER, name(i.opcode()), inputs == 2 ? "(IIZ)I" : "(IIIZ)I");
    } else if (i.opcode().equals("fma")) {
      code.constant(mode);
      code.call(HELPER, "fma", "(IIIZI)I");
    } else {
      throw UnsupportedPtxException.of(i);
    }
  }

  private void extreme(Instruction i, boolean brain) {
    code.constant(brain ? 1 : 0);
    code.constant(i.opcode().equals("max") ? 1 : 0);
    if (i.has("xorsign")) {
      code.constant(i.has("NaN") ? 1 : 0);
      code.call(HELPER, "extremeOfMagnitudes", "(IIZZZ)I");
    } else {
      code.call(HELPER, "extremeOrNan", "(IIZZ)I");
    }
  }

  private void flush(Instruction i, boolean brain) {
    if (i.has("ftz")) {
      code.constant(brain ? 1 : 0);
      code.call(HELPER, "flush", "(IZ)I");
    }
  }

  private static String name(String opcode) {
    return switch (opcode) {
      case "sub" -> "subtract";
      case "mul" -> "multiply";
      default -> opcode;
    };
  }
}
