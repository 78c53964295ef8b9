package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.Set;
import org.objectweb.asm.Label;

/** Translates {@code setp}, {@code set}, {@code selp} and {@code slct} (PTX ISA 9.7.6). */
final class ComparisonTranslation {
  private static final Set<String> UNORDERED = Set.of("equ", "neu", "ltu", "leu", "gtu", "geu");

  private final LaneAssembler code;

  ComparisonTranslation(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it is not a comparison. */
  boolean translate(Instruction i) {
    switch (i.opcode()) {
      case "setp" -> setPredicate(i);
      case "set" -> set(i);
      case "selp" -> select(i);
      case "slct" -> selectBySign(i);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void setPredicate(Instruction i) {
    ScalarType type = Shapes.type(i);
    boolean combines = i.operands().size() > 3;
    if (type == ScalarType.F16X2 || type == ScalarType.BF16X2) {
      packed(i, type);
      return;
    }
    compare(i, type);
    Operand first = i.operands().get(0);
    if (first instanceof Operand.Pair pair) {
      code.insn(DUP);
      combine(i, combines);
      code.insn(SWAP, ICONST_1, IXOR);
      combine(i, combines);
      code.popBits(i, pair.second(), JvmKind.INT);
      code.popBits(i, pair.first(), JvmKind.INT);
      return;
    }
    combine(i, combines);
    code.popBits(i, first, JvmKind.INT);
  }

  private void packed(Instruction i, ScalarType type) {
    if (!(i.operands().get(0) instanceof Operand.Pair pair)) {
      throw UnsupportedPtxException.of(i);
    }
    for (int half = 0; half < 2; half++) {
      compareHalf(i, type, 16 * half);
      combine(i, i.operands().size() > 3);
    }
    code.popBits(i, pair.second(), JvmKind.INT);
    code.popBits(i, pair.first(), JvmKind.INT);
  }

  /** Leaves 1 where the comparison holds for one half of packed operands, else 0. */
  private void compareHalf(Instruction i, ScalarType type, int shift) {
    for (int k = 1; k <= 2; k++) {
      code.pushBits(i, i.operands().get(k), JvmKind.INT);
      code.constant(shift);
      code.insn(IUSHR, I2C);
      widen(i, type == ScalarType.BF16X2);
    }
    ordered(i.modifiers().get(0), FCMPL, FCMPG);
  }

  private void widen(Instruction i, boolean brain) {
    if (i.has("ftz")) {
      code.constant(brain ? 1 : 0);
      code.call(HalfArithmetic.class, "flush", "(IZ)I");
    }
    code.constant(brain ? 1 : 0);
    code.call(HalfArithmetic.class, "widen", "(IZ)F");
  }

  /** Sets each half to 1, or to all ones where the result is an integer. */
  private void setPacked(Instruction i, ScalarType source, ScalarType result) {
    for (int half = 0; half < 2; half++) {
      compareHalf(i, source, 16 * half);
      combine(i, i.operands().size() > 3);
      code.constant(
          switch (result) {
            case F16X2 -> 0x3C00;
            case BF16X2 -> 0x3F80;
            default -> 0xFFFF;
          });
      code.insn(IMUL);
    }
    code.constant(16);
    code.insn(ISHL, IOR);
    code.pop(i, i.operands().get(0), ScalarType.B32);
  }

  private void combine(Instruction i, boolean combines) {
    if (!combines) {
      return;
    }
    code.pushBits(i, i.operands().get(3), JvmKind.INT);
    code.insn(i.has("and") ? IAND : i.has("or") ? IOR : IXOR);
  }

  private void set(Instruction i) {
    ScalarType source = Shapes.type(i);
    ScalarType result = Shapes.types(i).get(0);
    if (source == ScalarType.F16X2 || source == ScalarType.BF16X2) {
      setPacked(i, source, result);
      return;
    }
    compare(i, source);
    combine(i, i.operands().size() > 3);
    if (result == ScalarType.F32) {
      code.insn(I2F);
    } else if (result == ScalarType.F16 || result == ScalarType.BF16) {
      code.constant(result == ScalarType.F16 ? 0x3C00 : 0x3F80);
      code.insn(IMUL);
    } else {
      code.insn(INEG);
    }
    code.pop(i, i.operands().get(0), result == ScalarType.F32 ? result : ScalarType.S32);
  }

  /** Leaves 1 where the comparison holds, else 0. */
  private void compare(Instruction i, ScalarType type) {
    if (type == ScalarType.F32 && new ThresholdComparison(code).translate(i)) {
      return;
    }
    String operation = i.modifiers().get(0);
    for (int k = 1; k <= 2; k++) {
      code.push(i, i.operands().get(k), type);
      if (type == ScalarType.F32 && i.has("ftz")) {
        code.call(FloatArithmetic.class, "flush", "(F)F");
      }
      if (type == ScalarType.F16 || type == ScalarType.BF16) {
        widen(i, type == ScalarType.BF16);
      }
    }
    if (type == ScalarType.F64) {
      ordered(operation, DCMPL, DCMPG);
    } else if (type.floating()) {
      ordered(operation, FCMPL, FCMPG);
    } else {
      integral(i, operation, type);
    }
  }

  private void integral(Instruction i, String operation, ScalarType type) {
    boolean unsigned = Set.of("lo", "ls", "hi", "hs").contains(operation) || !type.signed();
    boolean equality = operation.equals("eq") || operation.equals("ne");
    int jump = jump(i, operation);
    if (JvmKind.of(type) == JvmKind.LONG) {
      if (unsigned && !equality) {
        code.call(Long.class, "compareUnsigned", "(JJ)I");
      } else {
        code.insn(LCMP);
      }
      code.booleanOf(jump);
    } else if (unsigned && !equality && type.bytes() == 4) {
      code.call(Integer.class, "compareUnsigned", "(II)I");
      code.booleanOf(jump);
    } else {
      code.booleanOf(jump + (IF_ICMPEQ - IFEQ));
    }
  }

  private static int jump(Instruction i, String operation) {
    return switch (operation) {
      case "eq" -> IFEQ;
      case "ne" -> IFNE;
      case "lt", "lo" -> IFLT;
      case "le", "ls" -> IFLE;
      case "gt", "hi" -> IFGT;
      case "ge", "hs" -> IFGE;
      default -> throw UnsupportedPtxException.of(i);
    };
  }

  /** Compares floats: {@code less} makes NaN compare as less, {@code greater} as greater. */
  private void ordered(String operation, int less, int greater) {
    if (operation.equals("num") || operation.equals("nan")) {
      code.call(ComparisonTranslation.class, "number", less == DCMPL ? "(DD)I" : "(FF)I");
      if (operation.equals("nan")) {
        code.insn(ICONST_1, IXOR);
      }
      return;
    }
    boolean unordered = UNORDERED.contains(operation);
    String base = unordered ? operation.substring(0, 2) : operation;
    switch (base) {
      case "eq" -> {
        if (unordered) {
          equalOrUnordered(less);
        } else {
          code.insn(less);
          code.booleanOf(IFEQ);
        }
      }
      case "ne" -> {
        if (unordered) {
          code.insn(less);
          code.booleanOf(IFNE);
        } else {
          equalOrUnordered(less);
          code.insn(ICONST_1, IXOR);
        }
      }
      case "lt" -> relation(unordered ? less : greater, IFLT);
      case "le" -> relation(unordered ? less : greater, IFLE);
      case "gt" -> relation(unordered ? greater : less, IFGT);
      default -> relation(unordered ? greater : less, IFGE);
    }
  }

  private void equalOrUnordered(int less) {
    boolean wide = less == DCMPL;
    code.call(ComparisonTranslation.class, "equalOrUnordered", wide ? "(DD)I" : "(FF)I");
  }

  static int equalOrUnordered(float a, float b) {
    return a < b || a > b ? 0 : 1;
  }

  static int equalOrUnordered(double a, double b) {
    return a < b || a > b ? 0 : 1;
  }

  static int number(float a, float b) {
    return !Float.isNaN(a) && !Float.isNaN(b) ? 1 : 0;
  }

  static int number(double a, double b) {
    return !Double.isNaN(a) && !Double.isNaN(b) ? 1 : 0;
  }

  private void relation(int comparison, int jump) {
    code.insn(comparison);
    code.booleanOf(jump);
  }

  private void select(Instruction i) {
    ScalarType type = Shapes.type(i);
    JvmKind kind = selectKind(i, type);
    code.pushBits(i, i.operands().get(3), JvmKind.INT);
    if (kind == JvmKind.FLOAT || kind == JvmKind.DOUBLE) {
      selectReal(i, kind);
      return;
    }
    Label otherwise = new Label();
    Label end = new Label();
    code.jump(IFEQ, otherwise);
    code.pushBits(i, i.operands().get(1), kind);
    code.jump(GOTO, end);
    code.label(otherwise);
    code.pushBits(i, i.operands().get(2), kind);
    code.label(end);
    code.popBits(i, i.operands().get(0), kind);
  }

  /** Selects by arithmetic: HotSpot moves integers conditionally, but jumps around floats. */
  private void selectReal(Instruction i, JvmKind kind) {
    code.pushBits(i, i.operands().get(1), kind);
    code.pushBits(i, i.operands().get(2), kind);
    boolean wide = kind == JvmKind.DOUBLE;
    code.call(FloatArithmetic.class, "select", wide ? "(IDD)D" : "(IFF)F");
    code.popBits(i, i.operands().get(0), kind);
  }

  /** Selects in the destination's own JVM type, so that bits stay as they are. */
  private JvmKind selectKind(Instruction i, ScalarType type) {
    if (i.operands().get(0) instanceof Operand.Register register) {
      return code.kinds().kind(register.name());
    }
    return JvmKind.of(type);
  }

  private void selectBySign(Instruction i) {
    ScalarType type = Shapes.types(i).get(0);
    JvmKind kind = selectKind(i, type);
    Label otherwise = new Label();
    Label end = new Label();
    if (Shapes.type(i) == ScalarType.F32) {
      code.push(i, i.operands().get(3), ScalarType.F32);
      if (i.has("ftz")) {
        code.call(FloatArithmetic.class, "flush", "(F)F");
      }
      code.insn(FCONST_0, FCMPL);
    } else {
      code.push(i, i.operands().get(3), ScalarType.S32);
    }
    code.jump(IFLT, otherwise);
    code.pushBits(i, i.operands().get(1), kind);
    code.jump(GOTO, end);
    code.label(otherwise);
    code.pushBits(i, i.operands().get(2), kind);
    code.label(end);
    code.popBits(i, i.operands().get(0), kind);
  }
}
