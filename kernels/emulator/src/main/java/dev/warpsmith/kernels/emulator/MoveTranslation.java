package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;

/** Translates {@code mov} with its vectors (PTX ISA 9.7.9, "mov"). */
final class MoveTranslation {
  private final LaneAssembler code;

  MoveTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it moves nothing. */
  boolean translate(Instruction i) {
    if (!i.opcode().equals("mov")) {
      return false;
    }
    move(i);
    return true;
  }

  private void move(Instruction i) {
    Operand destination = i.operands().get(0);
    Operand source = i.operands().get(1);
    ScalarType type = Shapes.type(i);
    if (type == ScalarType.B128) {
      moveWide(i);
    } else if (source instanceof Operand.Vector vector) {
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

  /** Moves between two 64-bit halves and two or four elements. */
  private void moveWide(Instruction i) {
    List<Operand> to = elements(i, i.operands().get(0));
    List<Operand> from = elements(i, i.operands().get(1));
    int[] halves = {code.newLocal(JvmKind.LONG), code.newLocal(JvmKind.LONG)};
    for (int half = 0; half < 2; half++) {
      code.pushBits(i, from.get(half * from.size() / 2), JvmKind.LONG);
      if (from.size() == 4) {
        code.pushBits(i, from.get(2 * half + 1), JvmKind.LONG);
        code.constant(32);
        code.insn(LSHL, LOR);
      }
      code.var(LSTORE, halves[half]);
    }
    for (int k = 0; k < to.size(); k++) {
      code.var(LLOAD, halves[2 * k / to.size()]);
      if (to.size() == 4 && k % 2 == 1) {
        code.constant(32);
        code.insn(LUSHR);
      }
      if (to.size() == 4) {
        code.insn(L2I);
      }
      code.popBits(i, to.get(k), to.size() == 4 ? JvmKind.INT : JvmKind.LONG);
    }
  }

  private static List<Operand> elements(Instruction i, Operand operand) {
    if (operand instanceof Operand.Vector vector
        && (vector.elements().size() == 2 || vector.elements().size() == 4)) {
      return vector.elements();
    }
    throw UnsupportedPtxException.of(i);
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
}
