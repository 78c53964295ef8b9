package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;
import java.util.Set;

/** Translates {@code cvt} between scalars (PTX ISA 9.7.9, "cvt"). */
final class ConversionTranslation {
  private static final Class<?> HELPER = Conversions.class;
  private static final Set<String> ROUNDINGS = Set.of("rn", "rz", "rm", "rp");
  private static final Set<String> INTEGRAL = Set.of("rni", "rzi", "rmi", "rpi");

  private final LaneAssembler code;

  ConversionTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is not a conversion. */
  boolean translate(Instruction i) {
    if (!i.opcode().equals("cvt")) {
      return false;
    }
    if (new PackedConversion(code).translate(i)) {
      return true;
    }
    List<ScalarType> types = Shapes.types(i);
    if (types.size() != 2) {
      throw UnsupportedPtxException.of(i);
    }
    ScalarType to = types.get(0);
    ScalarType from = types.get(1);
    if (from.floating()) {
      fromReal(i, to, from);
    } else {
      fromInteger(i, to, from);
    }
    code.pop(i, i.operands().get(0), to);
    return true;
  }

  /** Tells whether a conversion only moves bits: ptxas makes a shift of it. */
  static boolean widensBits(Instruction i) {
    List<ScalarType> types = Shapes.types(i);
    return types.equals(List.of(ScalarType.F32, ScalarType.BF16)) && !i.has("ftz");
  }

  private static boolean half(ScalarType type) {
    return type == ScalarType.F16 || type == ScalarType.BF16;
  }

  private static boolean any(Instruction i, Set<String> modifiers) {
    return i.modifiers().stream().anyMatch(modifiers::contains);
  }

  private void fromReal(Instruction i, ScalarType to, ScalarType from) {
    ScalarType type = pushReal(i, from);
    if (!to.floating()) {
      toInteger(to, from, FloatTranslation.rounding(i));
    } else if (any(i, INTEGRAL)) {
      integral(i, to, type);
    } else {
      toReal(i, to, from, type);
    }
  }

  /** Leaves the source as f32 or f64, and returns which. */
  private ScalarType pushReal(Instruction i, ScalarType from) {
    if (half(from)) {
      code.push(i, i.operands().get(1), ScalarType.U16);
      code.constant(from == ScalarType.BF16 ? 1 : 0);
      code.call(HalfArithmetic.class, "widen", "(IZ)F");
      flush(i);
      return ScalarType.F32;
    }
    code.push(i, i.operands().get(1), from);
    if (from == ScalarType.F32) {
      flush(i);
    }
    return from;
  }

  private void flush(Instruction i) {
    if (i.has("ftz")) {
      code.call(FloatArithmetic.class, "flush", "(F)F");
    }
  }

  private void toDouble(ScalarType type) {
    if (type == ScalarType.F32) {
      code.insn(F2D);
    }
  }

  /** Rounds to an integral value of the same type. */
  private void integral(Instruction i, ScalarType to, ScalarType type) {
    toDouble(type);
    code.constant(FloatTranslation.rounding(i));
    code.call(HELPER, "integral", "(DI)D");
    if (to != ScalarType.F64) {
      code.insn(D2F);
    }
    if (half(to)) {
      narrow(i, to, ScalarType.F32, FloatArithmetic.NEAREST);
    } else {
      saturate(i, to);
    }
  }

  private void toReal(Instruction i, ScalarType to, ScalarType from, ScalarType type) {
    int mode = FloatTranslation.rounding(i);
    if (half(to)) {
      if (half(from) && to != from && !any(i, ROUNDINGS)) {
        throw UnsupportedPtxException.of(i, "it names no rounding mode");
      }
      narrow(i, to, type, mode);
      return;
    }
    if (to == ScalarType.F64) {
      toDouble(type);
    } else if (type == ScalarType.F64) {
      if (mode == FloatArithmetic.NEAREST) {
        code.insn(D2F);
      } else {
        code.constant(mode);
        code.call(HELPER, "toFloat", "(DI)F");
      }
      flush(i);
    }
    saturate(i, to);
  }

  private void saturate(Instruction i, ScalarType to) {
    if (i.has("sat")) {
      code.call(FloatArithmetic.class, "saturate", to == ScalarType.F64 ? "(D)D" : "(F)F");
    }
  }

  /** Rounds the f32 or f64 on the stack to 16 bits. */
  private void narrow(Instruction i, ScalarType to, ScalarType type, int mode) {
    boolean brain = to == ScalarType.BF16;
    if (type == ScalarType.F32 && mode == FloatArithmetic.NEAREST) {
      code.call(HalfArithmetic.class, brain ? "toBfloat" : "toHalf", "(F)I");
    } else {
      toDouble(type);
      code.constant(brain ? 1 : 0);
      code.constant(mode);
      code.call(HalfArithmetic.class, "round", "(DZI)I");
    }
    PackedConversion.clamp(code, i, brain);
  }

  /**
   * Rounds and saturates. NaN becomes 0 where neither side has 64 bits, else the integer with only
   * the highest bit set (PTX ISA, "cvt").
   */
  private void toInteger(ScalarType to, ScalarType from, int mode) {
    boolean wide = from == ScalarType.F64;
    if (to == ScalarType.S32 && !wide && mode == FloatArithmetic.ZERO) {
      code.insn(F2I);
      return;
    }
    if (!wide) {
      code.insn(F2D);
    }
    if (mode != FloatArithmetic.ZERO) {
      code.constant(mode);
      code.call(HELPER, "integral", "(DI)D");
    }
    if (to.bytes() == 8) {
      code.call(HELPER, to.signed() ? "toSignedLong" : "toUnsignedLong", "(D)J");
    } else if (to == ScalarType.S32 && !wide) {
      code.insn(D2I);
    } else {
      code.constant(to.bits());
      code.constant(to.signed() ? 1 : 0);
      code.constant(wide ? 1 : 0);
      code.call(HELPER, "toInteger", "(DIZZ)I");
    }
  }

  private void fromInteger(Instruction i, ScalarType to, ScalarType from) {
    boolean wide = from.bytes() == 8;
    code.push(i, i.operands().get(1), from);
    if (to.floating()) {
      if (!wide) {
        widen(from);
      }
      integerToReal(i, to, from);
      return;
    }
    if (i.has("sat")) {
      if (!wide) {
        widen(from);
      }
      code.constant(from == ScalarType.U64 ? 1 : 0);
      code.constant(to.bits());
      code.constant(to.signed() ? 1 : 0);
      code.call(HELPER, "saturate", "(JZIZ)J");
      wide = true;
    }
    if (to.bytes() == 8 && !wide) {
      widen(from);
    } else if (to.bytes() < 8 && wide) {
      code.insn(L2I);
    }
    if (to.bytes() < 4) {
      code.extend(to);
    }
  }

  private void widen(ScalarType from) {
    code.insn(I2L);
    if (!from.signed()) {
      code.constant(0xFFFFFFFFL);
      code.insn(LAND);
    }
  }

  /** Converts the long on the stack. */
  private void integerToReal(Instruction i, ScalarType to, ScalarType from) {
    boolean unsigned = from == ScalarType.U64;
    boolean nearest = FloatTranslation.rounding(i) == FloatArithmetic.NEAREST;
    boolean exact = to == ScalarType.F64 && from.bytes() < 8;
    if (exact || (nearest && !unsigned && !half(to))) {
      code.insn(to == ScalarType.F64 ? L2D : L2F);
    } else {
      code.constant(unsigned ? 1 : 0);
      code.constant(FloatTranslation.rounding(i));
      switch (to) {
        case F16 -> code.call(HELPER, "toHalf", "(JZI)I");
        case BF16 -> code.call(HELPER, "toBfloat", "(JZI)I");
        case F32 -> code.call(HELPER, "toFloat", "(JZI)F");
        default -> code.call(HELPER, "toDouble", "(JZI)D");
      }
    }
    if (half(to)) {
      PackedConversion.clamp(code, i, to == ScalarType.BF16);
    } else {
      saturate(i, to);
    }
  }
}
