package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import org.objectweb.asm.Label;

/** Translates instructions on bits, bytes and fields of integers (PTX ISA 9.7.1, 9.7.8). */
final class BitTranslation {
  private static final Class<?> HELPER = BitArithmetic.class;

  private final LaneAssembler code;

  BitTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is none of these. */
  boolean translate(Instruction i, ScalarType type) {
    switch (i.opcode()) {
      case "popc", "clz", "brev", "bfind" -> bits(i, type);
      case "bfe" -> extract(i, type);
      case "bfi" -> insert(i, type);
      case "fns" -> ints(i, 3, "findSet", "(III)I");
      case "szext" -> ints(i, 2, "extend", "(IIZZ)I", i.has("clamp"), type.signed());
      case "bmsk" -> ints(i, 2, "mask", "(IIZ)I", i.has("clamp"));
      case "prmt" -> permute(i);
      case "lop3" -> logic(i);
      case "dp4a" -> ints(i, 3, "dot4", "(IIIZZ)I", Shapes.types(i).get(0).signed(), type.signed());
      case "dp2a" ->
          ints(
              i,
              3,
              "dot2",
              "(IIIZZZ)I",
              Shapes.types(i).get(0).signed(),
              type.signed(),
              i.has("hi"));
      case "sad" -> sumOfDifference(i, type);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean wide(ScalarType type) {
    return JvmKind.of(type) == JvmKind.LONG;
  }

  private void pop(Instruction i, ScalarType type) {
    code.pop(i, i.operands().get(0), type);
  }

  private void pushInts(Instruction i, int from, int to) {
    for (int k = from; k <= to; k++) {
      code.pushBits(i, i.operands().get(k), JvmKind.INT);
    }
  }

  /** Calls a helper on 32-bit operands and constant flags. */
  private void ints(
      Instruction i, int operands, String helper, String descriptor, boolean... flags) {
    pushInts(i, 1, operands);
    for (boolean flag : flags) {
      code.constant(flag ? 1 : 0);
    }
    code.call(HELPER, helper, descriptor);
    pop(i, ScalarType.B32);
  }

  private void bits(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    Class<?> owner = wide(type) ? Long.class : Integer.class;
    String unary = wide(type) ? "(J)I" : "(I)I";
    switch (i.opcode()) {
      case "popc" -> code.call(owner, "bitCount", unary);
      case "clz" -> code.call(owner, "numberOfLeadingZeros", unary);
      case "brev" -> {
        code.call(owner, "reverse", wide(type) ? "(J)J" : "(I)I");
        pop(i, type);
        return;
      }
      default -> findBit(i, type);
    }
    pop(i, ScalarType.U32);
  }

  private void findBit(Instruction i, ScalarType type) {
    if (!wide(type)) {
      code.insn(I2L);
    }
    code.constant(type.bits());
    code.constant(type.signed() ? 1 : 0);
    code.call(HELPER, "find", "(JIZ)I");
    if (i.has("shiftamt")) {
      Label none = new Label();
      code.insn(DUP);
      code.jump(IFLT, none);
      code.constant(type.bits() - 1);
      code.insn(SWAP, ISUB);
      code.label(none);
    }
  }

  private void extract(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    pushInts(i, 2, 3);
    String helper = type.signed() ? "extract" : "extractUnsigned";
    code.call(HELPER, helper, wide(type) ? "(JII)J" : "(III)I");
    pop(i, type);
  }

  private void insert(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    code.push(i, i.operands().get(2), type);
    pushInts(i, 3, 4);
    code.call(HELPER, "insert", wide(type) ? "(JJII)J" : "(IIII)I");
    pop(i, type);
  }

  private void permute(Instruction i) {
    String mode = i.modifiers().get(i.modifiers().size() - 1);
    String helper =
        switch (mode) {
          case "b32" -> "permute";
          case "f4e" -> "forward";
          case "b4e" -> "backward";
          case "rc8" -> "replicateByte";
          case "rc16" -> "replicateHalf";
          case "ecl" -> "clampLeft";
          case "ecr" -> "clampRight";
          default -> throw UnsupportedPtxException.of(i);
        };
    ints(i, 3, helper, "(III)I");
  }

  /** Computes a truth table; with a second destination also whether its result is not zero. */
  private void logic(Instruction i) {
    pushInts(i, 1, 4);
    code.call(HELPER, "logic", "(IIII)I");
    if (!(i.operands().get(0) instanceof Operand.Pair pair)) {
      pop(i, ScalarType.B32);
      return;
    }
    code.insn(DUP);
    code.booleanOf(IFNE);
    code.pushBits(i, i.operands().get(5), JvmKind.INT);
    code.insn(i.has("and") ? IAND : IOR);
    code.popBits(i, pair.second(), JvmKind.INT);
    code.pop(i, pair.first(), ScalarType.B32);
  }

  private void sumOfDifference(Instruction i, ScalarType type) {
    code.push(i, i.operands().get(1), type);
    code.push(i, i.operands().get(2), type);
    code.constant(type.signed() ? 1 : 0);
    String descriptor = wide(type) ? "(JJZ)J" : "(IIZ)I";
    code.call(IntegerArithmetic.class, "absoluteDifference", descriptor);
    code.push(i, i.operands().get(3), type);
    code.insn(wide(type) ? LADD : IADD);
    pop(i, type);
  }
}
