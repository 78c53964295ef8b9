package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;

/** Translates {@code cvt} to and from packed and 8-bit floats, tf32 and packed integers. */
final class PackedConversion {
  private final LaneAssembler code;

  PackedConversion(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it converts one scalar. */
  boolean translate(Instruction i) {
    if (i.has("pack")) {
      packIntegers(i);
      return true;
    }
    List<ScalarType> types = Shapes.types(i);
    if (types.size() != 2) {
      return false;
    }
    ScalarType to = types.get(0);
    ScalarType from = types.get(1);
    if (to == ScalarType.TF32) {
      tensorFloat(i);
    } else if (eightBit(from)) {
      fromEightBits(i, to, from);
    } else if (eightBit(to)) {
      toEightBits(i, to, from);
    } else if (to == ScalarType.F16X2 || to == ScalarType.BF16X2) {
      packHalves(i, to, from);
    } else {
      return false;
    }
    return true;
  }

  private static boolean eightBit(ScalarType type) {
    return type == ScalarType.E4M3X2 || type == ScalarType.E5M2X2;
  }

  /** Applies {@code .sat}, {@code .satfinite} and {@code .relu} to 16 bits on the stack. */
  static void clamp(LaneAssembler code, Instruction i, boolean brain) {
    for (String modifier : List.of("satfinite", "relu", "sat")) {
      if (i.has(modifier)) {
        code.constant(brain ? 1 : 0);
        String helper = modifier.equals("sat") ? "saturate" : modifier;
        code.call(HalfArithmetic.class, helper, "(IZ)I");
      }
    }
  }

  private void packHalves(Instruction i, ScalarType to, ScalarType from) {
    if (from != ScalarType.F32 || i.operands().size() != 3) {
      throw UnsupportedPtxException.of(i);
    }
    for (int k = 1; k <= 2; k++) {
      code.push(i, i.operands().get(k), ScalarType.F32);
      half(i, to == ScalarType.BF16X2);
      if (k == 1) {
        code.constant(16);
        code.insn(ISHL);
      }
    }
    code.insn(IOR);
    code.pop(i, i.operands().get(0), ScalarType.B32);
  }

  private void half(Instruction i, boolean brain) {
    int mode = FloatTranslation.rounding(i);
    if (mode == FloatArithmetic.NEAREST) {
      code.call(HalfArithmetic.class, brain ? "toBfloat" : "toHalf", "(F)I");
    } else {
      code.insn(F2D);
      code.constant(brain ? 1 : 0);
      code.constant(mode);
      code.call(HalfArithmetic.class, "round", "(DZI)I");
    }
    clamp(code, i, brain);
  }

  private void tensorFloat(Instruction i) {
    code.push(i, i.operands().get(1), ScalarType.F32);
    String helper = i.has("rna") ? "toTf32" : i.has("rz") ? "toTf32TowardZero" : "toTf32Even";
    code.call(Conversions.class, helper, "(F)I");
    if (i.has("satfinite")) {
      code.call(Conversions.class, "finiteTf32", "(I)I");
    }
    if (i.has("relu")) {
      code.call(Conversions.class, "reluTf32", "(I)I");
    }
    code.pop(i, i.operands().get(0), ScalarType.B32);
  }

  private void toEightBits(Instruction i, ScalarType to, ScalarType from) {
    if (!i.has("satfinite") || !i.has("rn")) {
      throw UnsupportedPtxException.of(i);
    }
    for (int k = 1; k <= 2; k++) {
      if (from == ScalarType.F32) {
        code.push(i, i.operands().get(k), ScalarType.F32);
      } else if (from == ScalarType.F16X2) {
        code.push(i, i.operands().get(1), ScalarType.B32);
        code.constant(k == 1 ? 16 : 0);
        code.insn(IUSHR, I2C);
        code.call(HalfArithmetic.class, "fromHalf", "(I)F");
      } else {
        throw UnsupportedPtxException.of(i);
      }
      code.constant(to == ScalarType.E4M3X2 ? 1 : 0);
      code.constant(i.has("relu") ? 1 : 0);
      code.call(EightBitFloats.class, "narrow", "(FZZ)I");
      if (k == 1) {
        code.constant(8);
        code.insn(ISHL);
      }
    }
    code.insn(IOR);
    code.pop(i, i.operands().get(0), ScalarType.B16);
  }

  private void fromEightBits(Instruction i, ScalarType to, ScalarType from) {
    if (to != ScalarType.F16X2) {
      throw UnsupportedPtxException.of(i);
    }
    for (int k = 1; k <= 2; k++) {
      code.push(i, i.operands().get(1), ScalarType.B16);
      code.constant(k == 1 ? 8 : 0);
      code.insn(IUSHR);
      code.constant(0xFF);
      code.insn(IAND);
      code.constant(from == ScalarType.E4M3X2 ? 1 : 0);
      code.call(EightBitFloats.class, "widen", "(IZ)I");
      clamp(code, i, false);
      if (k == 1) {
        code.constant(16);
        code.insn(ISHL);
      }
    }
    code.insn(IOR);
    code.pop(i, i.operands().get(0), ScalarType.B32);
  }

  /** {@code cvt.pack.sat}: two saturated integers, the second one lowest, above them {@code c}. */
  private void packIntegers(Instruction i) {
    String target = i.modifiers().get(2);
    int bits = Integer.parseInt(target.substring(1));
    for (int k = 1; k <= 2; k++) {
      code.pushBits(i, i.operands().get(k), JvmKind.INT);
    }
    if (i.operands().size() > 3) {
      code.pushBits(i, i.operands().get(3), JvmKind.INT);
    } else {
      code.insn(ICONST_0);
    }
    code.constant(bits);
    code.constant(target.startsWith("s") ? 1 : 0);
    code.call(Conversions.class, "pack", "(IIIIZ)I");
    code.pop(i, i.operands().get(0), ScalarType.B32);
  }
}
