package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;

/** Translates integer, logic and shift instructions (PTX ISA 9.7.1, 9.7.2, 9.7.8). */
final class IntegerTranslation {
  private static final Class<?> HELPER = IntegerArithmetic.class;

  private final LaneAssembler code;

  IntegerTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is not an integer instruction. */
  boolean translate(Instruction i) {
    ScalarType type = Shapes.types(i).isEmpty() ? ScalarType.B32 : Shapes.type(i);
    if (type.floating()) {
      return false;
    }
    switch (i.opcode()) {
      case "add", "sub" -> addition(i, type);
      case "addc", "subc" -> carried(i, type);
      case "mul" -> multiply(i, type);
      case "mad" -> multiplyAdd(i, type);
      case "madc" -> multiplyAddCarry(i, type);
      case "mul24", "mad24" -> multiply24(i, type);
      case "div" -> binary(i, type, type.signed() ? "divide" : "divideUnsigned");
      case "rem" -> binary(i, type, type.signed() ? "remainder" : "remainderUnsigned");
      case "min", "max" -> extreme(i, type);
      case "abs" -> absolute(i, type);
      case "neg" -> negate(i, type);
      case "and" -> logic(i, type, IAND, LAND);
      case "or" -> logic(i, type, IOR, LOR);
      case "xor" -> logic(i, type, IXOR, LXOR);
      case "not" -> not(i, type);
      case "cnot" -> zeroTest(i, type);
      case "shl" -> shift(i, type, "shiftLeft", ISHL, LSHL);
      case "shr" -> shiftRight(i, type);
      case "shf" -> funnel(i);
      default -> {
        return new BitTranslation(code).translate(i, type);
      }
    }
    return true;
  }

  private static boolean wide(ScalarType type) {
    return JvmKind.of(type) == JvmKind.LONG;
  }

  private void pushTwo(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    code.push(i, i.operands().get(2), type);
  }

  private static boolean packed(ScalarType type) {
    return type == ScalarType.U16X2 || type == ScalarType.S16X2;
  }

  /** Both halves of {@code .u16x2} and {@code .s16x2} at once. */
  private void packed(Instruction i, String helper) {
    pushTwo(i, ScalarType.B32);
    code.call(PackedIntegers.class, helper, "(II)I");
    pop(i, ScalarType.B32);
  }

  private void pop(Instruction i, ScalarType type) {
    code.pop(i, i.operands().get(0), type);
  }

  private void binary(Instruction i, ScalarType type, String helper) {
    pushTwo(i, type);
    code.call(HELPER, helper, wide(type) ? "(JJ)J" : "(II)I");
    pop(i, type);
  }

  private void addition(Instruction i, ScalarType type) {
    boolean add = i.opcode().equals("add");
    if (i.has("sat")) {
      binary(i, type, add ? "addSaturated" : "subtractSaturated");
      return;
    }
    if (packed(type)) {
      packed(i, "add");
      return;
    }
    if (i.has("cc")) {
      pushTwo(i, type);
      code.insn(ICONST_0);
      carryOut(type, add);
    }
    pushTwo(i, type);
    code.insn(wide(type) ? (add ? LADD : LSUB) : add ? IADD : ISUB);
    pop(i, type);
    if (i.has("cc")) {
      popCarry();
    }
  }

  /** The new carry waits on the stack while the result is computed. */
  private void carryOut(ScalarType type, boolean add) {
    String descriptor = wide(type) ? "(JJI)I" : "(III)I";
    code.call(HELPER, add ? "carry" : "borrow", descriptor);
  }

  private void popCarry() {
    code.var(ISTORE, code.local(Shapes.CARRY));
  }

  private void carried(Instruction i, ScalarType type) {
    boolean add = i.opcode().equals("addc");
    if (i.has("cc")) {
      pushTwo(i, type);
      code.var(ILOAD, code.local(Shapes.CARRY));
      carryOut(type, add);
    }
    pushTwo(i, type);
    code.insn(wide(type) ? (add ? LADD : LSUB) : add ? IADD : ISUB);
    addCarry(type, add);
    pop(i, type);
    if (i.has("cc")) {
      popCarry();
    }
  }

  private void addCarry(ScalarType type, boolean add) {
    code.var(ILOAD, code.local(Shapes.CARRY));
    if (wide(type)) {
      code.insn(I2L, add ? LADD : LSUB);
    } else {
      code.insn(add ? IADD : ISUB);
    }
  }

  /** Leaves the product that the instruction's modifiers name. */
  private ScalarType product(Instruction i, ScalarType type) {
    if (i.has("wide")) {
      if (type.bytes() == 4) {
        pushWide(i, i.operands().get(1), type);
        pushWide(i, i.operands().get(2), type);
        code.insn(LMUL);
        return type.signed() ? ScalarType.S64 : ScalarType.U64;
      }
      pushTwo(i, type);
      code.insn(IMUL);
      return type.signed() ? ScalarType.S32 : ScalarType.U32;
    }
    pushTwo(i, type);
    if (!i.has("hi")) {
      code.insn(wide(type) ? LMUL : IMUL);
    } else if (type.bytes() == 2) {
      code.insn(IMUL);
      code.constant(16);
      code.insn(type.signed() ? ISHR : IUSHR);
    } else {
      String helper = type.signed() ? "multiplyHigh" : "multiplyHighUnsigned";
      code.call(HELPER, helper, wide(type) ? "(JJ)J" : "(II)I");
    }
    return type;
  }

  private void pushWide(Instruction i, Operand operand, ScalarType type) {
    if (operand instanceof Operand.IntegerConstant constant) {
      int value = (int) constant.value();
      code.constant(type.signed() ? value : value & 0xFFFFFFFFL);
      return;
    }
    code.push(i, operand, type);
    code.insn(I2L);
    if (!type.signed()) {
      code.constant(0xFFFFFFFFL);
      code.insn(LAND);
    }
  }

  private void multiply(Instruction i, ScalarType type) {
    pop(i, product(i, type));
  }

  private void multiplyAdd(Instruction i, ScalarType type) {
    Operand addend = i.operands().get(3);
    if (i.has("cc")) {
      ScalarType result = product(i, type);
      code.push(i, addend, result);
      code.insn(ICONST_0);
      carryOut(result, true);
    }
    ScalarType result = product(i, type);
    code.push(i, addend, result);
    if (i.has("sat")) {
      code.call(HELPER, "addSaturated", "(II)I");
    } else {
      code.insn(wide(result) ? LADD : IADD);
    }
    pop(i, result);
    if (i.has("cc")) {
      popCarry();
    }
  }

  private void multiplyAddCarry(Instruction i, ScalarType type) {
    Operand addend = i.operands().get(3);
    if (i.has("cc")) {
      ScalarType result = product(i, type);
      code.push(i, addend, result);
      code.var(ILOAD, code.local(Shapes.CARRY));
      carryOut(result, true);
    }
    ScalarType result = product(i, type);
    code.push(i, addend, result);
    code.insn(wide(result) ? LADD : IADD);
    addCarry(result, true);
    pop(i, result);
    if (i.has("cc")) {
      popCarry();
    }
  }

  private void multiply24(Instruction i, ScalarType type) {
    for (int k = 1; k <= 2; k++) {
      code.push(i, i.operands().get(k), type);
      code.constant(type.signed() ? 1 : 0);
      code.call(HELPER, "low24", "(IZ)I");
    }
    if (i.has("hi")) {
      code.call(HELPER, "multiplyHigh24", "(II)I");
    } else {
      code.insn(IMUL);
    }
    if (i.opcode().equals("mad24")) {
      code.push(i, i.operands().get(3), type);
      if (i.has("sat")) {
        code.call(HELPER, "addSaturated", "(II)I");
      } else {
        code.insn(IADD);
      }
    }
    pop(i, type);
  }

  private void extreme(Instruction i, ScalarType type) {
    if (packed(type)) {
      packed(i, i.opcode() + (i.has("relu") ? "Relu" : type.signed() ? "Signed" : "Unsigned"));
      return;
    }
    pushTwo(i, type);
    String descriptor = wide(type) ? "(JJ)J" : "(II)I";
    if (type.signed() || type.bytes() < 4) {
      code.call(Math.class, i.opcode(), descriptor);
    } else {
      code.call(HELPER, i.opcode() + "Unsigned", descriptor);
    }
    if (i.has("relu")) {
      code.insn(ICONST_0);
      code.call(Math.class, "max", "(II)I");
    }
    pop(i, type);
  }

  private void absolute(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    code.call(Math.class, "abs", wide(type) ? "(J)J" : "(I)I");
    pop(i, type);
  }

  private void negate(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    code.insn(wide(type) ? LNEG : INEG);
    pop(i, type);
  }

  private void logic(Instruction i, ScalarType type, int narrow, int wide) {
    pushTwo(i, type);
    code.insn(wide(type) ? wide : narrow);
    pop(i, type);
  }

  private void not(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    if (type == ScalarType.PRED) {
      code.insn(ICONST_1, IXOR);
    } else if (wide(type)) {
      code.constant(-1L);
      code.insn(LXOR);
    } else {
      code.insn(ICONST_M1, IXOR);
    }
    pop(i, type);
  }

  private void zeroTest(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    if (wide(type)) {
      code.insn(LCONST_0, LCMP);
    }
    code.booleanOf(IFEQ);
    if (wide(type)) {
      code.insn(I2L);
    }
    pop(i, type);
  }

  private void shift(Instruction i, ScalarType type, String helper, int narrow, int wide) {
    code.push(i, i.operands().get(1), type);
    int width = wide(type) ? 64 : 32;
    if (i.operands().get(2) instanceof Operand.IntegerConstant by
        && by.value() >= 0
        && by.value() < width) {
      code.constant((int) by.value());
      code.insn(wide(type) ? wide : narrow);
    } else {
      code.pushBits(i, i.operands().get(2), JvmKind.INT);
      code.call(HELPER, helper, wide(type) ? "(JI)J" : "(II)I");
    }
    pop(i, type);
  }

  private void shiftRight(Instruction i, ScalarType type) {
    if (type.signed()) {
      shift(i, type, "shiftRight", ISHR, LSHR);
    } else {
      shift(i, type, "shiftRightUnsigned", IUSHR, LUSHR);
    }
  }

  private void funnel(Instruction i) {
    for (int k = 1; k <= 3; k++) {
      code.pushBits(i, i.operands().get(k), JvmKind.INT);
    }
    code.constant(i.has("clamp") ? 1 : 0);
    code.call(HELPER, i.has("l") ? "funnelLeft" : "funnelRight", "(IIIZ)I");
    pop(i, ScalarType.B32);
  }
}
