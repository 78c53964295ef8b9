package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;

/** Translates {@code cvt} and {@code mov} (PTX ISA 9.7.9). */
final class ConversionTranslation {
  private static final Class<?> HELPER = Conversions.class;

  private final LaneAssembler code;

  ConversionTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is not a conversion. */
  boolean translate(Instruction i) {
    switch (i.opcode()) {
      case "mov" -> move(i);
      case "cvt" -> convert(i);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void move(Instruction i) {
    Operand destination = i.operands().get(0);
    Operand source = i.operands().get(1);
    ScalarType type = Shapes.type(i);
    if (source instanceof Operand.Vector vector) {
      pack(i, vector.elements(), type);
    } else if (destination instanceof Operand.Vector vector) {
      unpack(i, vector.elements(), type);
    } else {
      JvmKind kind =
          destination instanceof Operand.Register register
              ? code.kinds().kind(register.name())
              : JvmKind.of(type);
      code.pushBits(i, source, kind);
      code.popBits(i, destination, kind);
    }
  }

  private void pack(Instruction i, List<Operand> elements, ScalarType type) {
    int bits = type.bits() / elements.size();
    boolean wide = type.bytes() == 8;
    for (int k = 0; k < elements.size(); k++) {
      code.pushBits(i, elements.get(k), JvmKind.INT);
      if (bits < 32) {
        code.constant((1 << bits) - 1);
        code.insn(IAND);
      }
      if (wide) {
        code.insn(I2L);
        code.constant(0xFFFFFFFFL);
        code.insn(LAND);
      }
      if (k > 0) {
        code.constant(bits * k);
        code.insn(wide ? LSHL : ISHL, wide ? LOR : IOR);
      }
    }
    code.pop(i, i.operands().get(0), type);
  }

  private void unpack(Instruction i, List<Operand> elements, ScalarType type) {
    int bits = type.bits() / elements.size();
    boolean wide = type.bytes() == 8;
    JvmKind kind = wide ? JvmKind.LONG : JvmKind.INT;
    int temporary = code.newLocal(kind);
    code.pushBits(i, i.operands().get(1), kind);
    code.var(kind.store(), temporary);
    for (int k = 0; k < elements.size(); k++) {
      if (elements.get(k) instanceof Operand.Sink) {
        continue;
      }
      code.var(kind.load(), temporary);
      code.constant(bits * k);
      code.insn(wide ? LUSHR : IUSHR);
      if (wide) {
        code.insn(L2I);
      }
      if (bits < 32) {
        code.constant((1 << bits) - 1);
        code.insn(IAND);
      }
      code.popBits(i, elements.get(k), JvmKind.INT);
    }
  }

  private void convert(Instruction i) {
    List<ScalarType> types = Shapes.types(i);
    if (i.has("pack") || types.size() != 2) {
      throw UnsupportedPtxException.of(i);
    }
    ScalarType to = types.get(0);
    ScalarType from = types.get(1);
    if (to == ScalarType.F16X2 || to == ScalarType.BF16X2) {
      packHalves(i, to, from);
      return;
    }
    if (to == ScalarType.TF32) {
      code.push(i, i.operands().get(1), ScalarType.F32);
      code.call(HELPER, i.has("rn") ? "toTf32Even" : "toTf32", "(F)I");
      code.pop(i, i.operands().get(0), ScalarType.B32);
      return;
    }
    if (from.bytes() == 2 && from.floating()) {
      fromHalf(i, to, from);
    } else if (from.floating()) {
      fromFloat(i, to, from);
    } else {
      fromInteger(i, to, from);
    }
    code.pop(i, i.operands().get(0), to);
  }

  private void packHalves(Instruction i, ScalarType to, ScalarType from) {
    if (from != ScalarType.F32 || i.operands().size() != 3) {
      throw UnsupportedPtxException.of(i);
    }
    for (int k = 1; k <= 2; k++) {
      code.push(i, i.operands().get(k), ScalarType.F32);
      narrow(i, to == ScalarType.BF16X2);
      if (k == 1) {
        code.constant(16);
        code.insn(ISHL);
      }
    }
    code.insn(IOR);
    code.pop(i, i.operands().get(0), ScalarType.B32);
  }

  /** Rounds the f32 on the stack to 16 bits. */
  private void narrow(Instruction i, boolean brain) {
    if (FloatTranslation.rounding(i) == FloatArithmetic.ZERO) {
      String name = brain ? "toBfloatTowardZero" : "toHalfTowardZero";
      code.call(HalfArithmetic.class, name, "(F)I");
    } else if (FloatTranslation.rounding(i) == FloatArithmetic.NEAREST) {
      code.call(HalfArithmetic.class, brain ? "toBfloat" : "toHalf", "(F)I");
    } else {
      throw UnsupportedPtxException.of(i);
    }
    if (i.has("relu") || i.has("sat")) {
      code.constant(brain ? 1 : 0);
      code.call(HalfArithmetic.class, i.has("relu") ? "relu" : "saturate", "(IZ)I");
    }
  }

  private void fromHalf(Instruction i, ScalarType to, ScalarType from) {
    code.push(i, i.operands().get(1), ScalarType.U16);
    code.constant(from == ScalarType.BF16 ? 1 : 0);
    code.call(HalfArithmetic.class, "widen", "(IZ)F");
    realTo(i, to, ScalarType.F32);
  }

  private void fromFloat(Instruction i, ScalarType to, ScalarType from) {
    code.push(i, i.operands().get(1), from);
    if (i.has("ftz") && from == ScalarType.F32) {
      code.call(FloatArithmetic.class, "flush", "(F)F");
    }
    realTo(i, to, from);
  }

  /** Converts the f32 or f64 on the stack. */
  private void realTo(Instruction i, ScalarType to, ScalarType from) {
    int mode = FloatTranslation.rounding(i);
    boolean integral = i.has("rni") || i.has("rzi") || i.has("rmi") || i.has("rpi");
    if (!to.floating()) {
      toInteger(to, from, mode);
      return;
    }
    if (integral) {
      if (from == ScalarType.F32) {
        code.insn(F2D);
      }
      code.constant(mode);
      code.call(HELPER, "integral", "(DI)D");
      code.insn(D2F);
      from = ScalarType.F32;
      mode = FloatArithmetic.NEAREST;
      if (to == ScalarType.F64) {
        throw UnsupportedPtxException.of(i);
      }
    }
    toReal(i, to, from, mode);
  }

  private void toReal(Instruction i, ScalarType to, ScalarType from, int mode) {
    if (to.bytes() == 2) {
      if (from == ScalarType.F64) {
        code.call(HalfArithmetic.class, "odd", "(D)F");
      }
      narrow(i, to == ScalarType.BF16);
      return;
    }
    if (to == ScalarType.F64 && from == ScalarType.F32) {
      code.insn(F2D);
    } else if (to == ScalarType.F32 && from == ScalarType.F64) {
      if (mode == FloatArithmetic.NEAREST) {
        code.insn(D2F);
      } else {
        code.constant(mode);
        code.call(HELPER, "toFloat", "(DI)F");
      }
      if (i.has("ftz")) {
        code.call(FloatArithmetic.class, "flush", "(F)F");
      }
    }
    if (i.has("sat")) {
      code.call(FloatArithmetic.class, "saturate", to == ScalarType.F64 ? "(D)D" : "(F)F");
    }
  }

  private void toInteger(ScalarType to, ScalarType from, int mode) {
    if (from == ScalarType.F32) {
      code.insn(F2D);
    }
    if (mode != FloatArithmetic.ZERO) {
      code.constant(mode);
      code.call(HELPER, "integral", "(DI)D");
    }
    if (to == ScalarType.U64) {
      code.call(HELPER, "toUnsignedLong", "(D)J");
    } else if (to == ScalarType.S64) {
      code.insn(D2L);
    } else if (to == ScalarType.U32) {
      code.call(HELPER, "toUnsigned", "(D)I");
    } else if (to == ScalarType.S32) {
      code.insn(D2I);
    } else {
      code.insn(D2L);
      clamp(to);
      code.insn(L2I);
    }
  }

  private void clamp(ScalarType to) {
    int bits = to.bits();
    code.constant(to.signed() ? -1L << (bits - 1) : 0L);
    code.constant(to.signed() ? (1L << (bits - 1)) - 1 : (1L << bits) - 1);
    code.call(HELPER, "clamp", "(JJJ)J");
  }

  private void fromInteger(Instruction i, ScalarType to, ScalarType from) {
    Operand source = i.operands().get(1);
    boolean wideSource = from.bytes() == 8;
    code.push(i, source, from);
    if (to.floating()) {
      if (!wideSource) {
        widen(from);
      }
      integerToReal(i, to, from);
      return;
    }
    if (i.has("sat")) {
      saturate(i, to, from, wideSource);
    } else if (to.bytes() == 8 && !wideSource) {
      widen(from);
    } else if (to.bytes() < 8 && wideSource) {
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

  private void saturate(Instruction i, ScalarType to, ScalarType from, boolean wideSource) {
    if ((wideSource && !from.signed()) || to.bytes() == 8) {
      throw UnsupportedPtxException.of(i);
    }
    if (!wideSource) {
      widen(from);
    }
    clamp(to);
    code.insn(L2I);
  }

  private void integerToReal(Instruction i, ScalarType to, ScalarType from) {
    int mode = FloatTranslation.rounding(i);
    boolean unsigned = from == ScalarType.U64;
    if (to == ScalarType.F64) {
      if (unsigned) {
        code.call(HELPER, "unsignedToDouble", "(J)D");
      } else {
        code.insn(L2D);
      }
      return;
    }
    if (to.bytes() == 2) {
      code.insn(L2D);
      code.call(HalfArithmetic.class, "odd", "(D)F");
      narrow(i, to == ScalarType.BF16);
    } else if (mode != FloatArithmetic.NEAREST) {
      code.constant(unsigned ? 1 : 0);
      code.constant(mode);
      code.call(HELPER, "toFloat", "(JZI)F");
    } else if (unsigned) {
      code.call(HELPER, "unsignedToFloat", "(J)F");
    } else {
      code.insn(L2F);
    }
  }
}
