package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;

/** Translates f32 and f64 arithmetic (PTX ISA 9.7.3). */
final class FloatTranslation {
  private static final Class<?> HELPER = FloatArithmetic.class;

  private final LaneAssembler code;

  FloatTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Returns the rounding mode among the modifiers. */
  static int rounding(Instruction i) {
    if (i.has("rz") || i.has("rzi")) {
      return FloatArithmetic.ZERO;
    }
    if (i.has("rm") || i.has("rmi")) {
      return FloatArithmetic.DOWN;
    }
    return i.has("rp") || i.has("rpi") ? FloatArithmetic.UP : FloatArithmetic.NEAREST;
  }

  /** Translates the instruction, or returns false if it is not f32 or f64 arithmetic. */
  boolean translate(Instruction i) {
    if (Shapes.types(i).isEmpty()) {
      return false;
    }
    ScalarType type = Shapes.type(i);
    if (type != ScalarType.F32 && type != ScalarType.F64) {
      return false;
    }
    boolean wide = type == ScalarType.F64;
    if (i.opcode().equals("copysign")) {
      copySign(i, wide);
      return true;
    }
    switch (i.opcode()) {
      case "add" -> directed(i, type, wide ? DADD : FADD, "add");
      case "sub" -> subtract(i, type);
      case "mul" -> directed(i, type, wide ? DMUL : FMUL, "multiply");
      case "div" -> divide(i, type);
      case "fma", "mad" -> fma(i, type);
      case "min", "max" -> extreme(i, type);
      case "abs" -> absolute(i, type);
      case "neg" -> {
        push(i, 1, type);
        code.insn(wide ? DNEG : FNEG);
      }
      case "rcp" -> reciprocal(i, type);
      case "sqrt" -> root(i, type);
      case "rsqrt" -> rsqrt(i, type);
      case "ex2", "lg2", "sin", "cos", "tanh" -> approximate(i, type);
      case "testp" -> {
        push(i, 1, type);
        code.mv().visitLdcInsn(i.modifiers().get(0));
        code.call(HELPER, "test", wide ? "(DLjava/lang/String;)I" : "(FLjava/lang/String;)I");
        code.pop(i, i.operands().get(0), ScalarType.PRED);
        return true;
      }
      default -> {
        return false;
      }
    }
    finish(i, type);
    return true;
  }

  private void push(Instruction i, int operand, ScalarType type) {
    code.push(i, i.operands().get(operand), type);
    flush(i, type);
  }

  private void flush(Instruction i, ScalarType type) {
    if (i.has("ftz") && type == ScalarType.F32) {
      code.call(HELPER, "flush", "(F)F");
    }
  }

  private void finish(Instruction i, ScalarType type) {
    if (!flushesItself(i, type)) {
      flush(i, type);
    }
    if (i.has("sat")) {
      code.call(HELPER, "saturate", type == ScalarType.F64 ? "(D)D" : "(F)F");
    }
    code.pop(i, i.operands().get(0), type);
  }

  private static boolean flushesItself(Instruction i, ScalarType type) {
    boolean reciprocal = i.opcode().equals("rcp") && nearest(i);
    return type == ScalarType.F32 && i.has("ftz") && (reciprocal || i.opcode().equals("ex2"));
  }

  /** Moves the sign of the first operand to the second, bit by bit. */
  private void copySign(Instruction i, boolean wide) {
    JvmKind kind = wide ? JvmKind.LONG : JvmKind.INT;
    code.pushBits(i, i.operands().get(1), kind);
    code.pushBits(i, i.operands().get(2), kind);
    code.call(HELPER, "copySign", wide ? "(JJ)J" : "(II)I");
    code.popBits(i, i.operands().get(0), kind);
  }

  private static boolean nearest(Instruction i) {
    return rounding(i) == FloatArithmetic.NEAREST;
  }

  /** Calls a helper on the values on the stack, which rounds as the instruction says. */
  private void round(Instruction i, ScalarType type, String helper, int operands) {
    code.constant(rounding(i));
    boolean wide = type == ScalarType.F64;
    String value = wide ? "D" : "F";
    code.call(
        wide ? DirectedDouble.class : HELPER, helper, "(" + value.repeat(operands) + "I)" + value);
  }

  private void directed(Instruction i, ScalarType type, int opcode, String helper) {
    push(i, 1, type);
    push(i, 2, type);
    if (nearest(i)) {
      code.insn(opcode);
    } else {
      round(i, type, helper, 2);
    }
  }

  private void subtract(Instruction i, ScalarType type) {
    boolean wide = type == ScalarType.F64;
    push(i, 1, type);
    push(i, 2, type);
    if (nearest(i)) {
      code.insn(wide ? DSUB : FSUB);
    } else {
      code.insn(wide ? DNEG : FNEG);
      round(i, type, "add", 2);
    }
  }

  private void divide(Instruction i, ScalarType type) {
    push(i, 1, type);
    push(i, 2, type);
    if (i.has("approx")) {
      code.call(HELPER, "divideApproximately", "(FF)F");
    } else if (nearest(i)) {
      code.insn(type == ScalarType.F64 ? DDIV : FDIV);
    } else {
      round(i, type, "divide", 2);
    }
  }

  private void fma(Instruction i, ScalarType type) {
    for (int k = 1; k <= 3; k++) {
      push(i, k, type);
    }
    if (nearest(i)) {
      code.call(Math.class, "fma", type == ScalarType.F64 ? "(DDD)D" : "(FFF)F");
    } else {
      round(i, type, "fma", 3);
    }
  }

  private void extreme(Instruction i, ScalarType type) {
    boolean wide = type == ScalarType.F64;
    push(i, 1, type);
    if (i.has("xorsign")) {
      push(i, 2, type);
      code.constant(i.opcode().equals("max") ? 1 : 0);
      code.constant(i.has("NaN") ? 1 : 0);
      code.call(HELPER, "extremeOfMagnitudes", "(FFZZ)F");
      return;
    }
    for (int k = 2; k < i.operands().size(); k++) {
      push(i, k, type);
      code.call(i.has("NaN") ? Math.class : HELPER, i.opcode(), wide ? "(DD)D" : "(FF)F");
    }
  }

  private void absolute(Instruction i, ScalarType type) {
    push(i, 1, type);
    code.call(Math.class, "abs", type == ScalarType.F64 ? "(D)D" : "(F)F");
  }

  private void reciprocal(Instruction i, ScalarType type) {
    boolean wide = type == ScalarType.F64;
    if (wide && i.has("approx")) {
      push(i, 1, type);
      code.call(GrossDouble.class, "reciprocal", "(D)D");
      return;
    }
    if (flushesItself(i, type)) {
      code.push(i, i.operands().get(1), type);
      code.call(HELPER, "flushedReciprocal", "(F)F");
      return;
    }
    code.insn(wide ? DCONST_1 : FCONST_1);
    push(i, 1, type);
    if (nearest(i)) {
      code.insn(wide ? DDIV : FDIV);
    } else {
      round(i, type, "divide", 2);
    }
  }

  private void root(Instruction i, ScalarType type) {
    push(i, 1, type);
    if (type == ScalarType.F64 && nearest(i)) {
      code.call(Math.class, "sqrt", "(D)D");
    } else {
      round(i, type, "root", 1);
    }
  }

  private void rsqrt(Instruction i, ScalarType type) {
    boolean wide = type == ScalarType.F64;
    push(i, 1, type);
    if (wide && i.has("ftz")) {
      code.call(GrossDouble.class, "rsqrt", "(D)D");
    } else {
      code.call(Transcendentals.class, "rsqrt", wide ? "(D)D" : "(F)F");
    }
  }

  private void approximate(Instruction i, ScalarType type) {
    if (type != ScalarType.F32) {
      throw UnsupportedPtxException.of(i);
    }
    boolean flushedPower = flushesItself(i, type);
    if (flushedPower) {
      code.push(i, i.operands().get(1), type); // Subnormals give 1 as zero does.
    } else {
      push(i, 1, type);
    }
    code.call(Transcendentals.class, flushedPower ? "flushedEx2" : i.opcode(), "(F)F");
  }
}
