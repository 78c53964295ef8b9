package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;

/** Instructions of one lane that compute a value from values. */
final class Arithmetic {
  private Arithmetic() {}

  static void compute(LaneState lane, Instruction i) {
    switch (i.opcode()) {
      case "mov" -> move(lane, i);
      case "cvta" -> convertAddress(lane, i);
      case "setp", "set" -> compare(lane, i);
      case "selp" -> {
        boolean first = lane.read(i.operands().get(3)) != 0;
        lane.write(i.operands().get(0), lane.read(i.operands().get(first ? 1 : 2)));
      }
      case "slct" -> {
        boolean first = (int) lane.read(i.operands().get(3)) >= 0;
        lane.write(i.operands().get(0), lane.read(i.operands().get(first ? 1 : 2)));
      }
      case "cvt" -> lane.write(i.operands().get(0), Conversion.of(i, lane.read(operand(i, 1))));
      default -> {
        if (type(i).floating()) {
          FloatingArithmetic.compute(lane, i);
        } else {
          IntegerArithmetics.compute(lane, i);
        }
      }
    }
  }

  static Operand operand(Instruction i, int index) {
    return i.operands().get(index);
  }

  /** Returns the last type that the instruction names. */
  static ScalarType type(Instruction i) {
    List<ScalarType> types = types(i);
    return types.get(types.size() - 1);
  }

  static List<ScalarType> types(Instruction i) {
    return i.modifiers().stream().flatMap(m -> ScalarType.find(m).stream()).toList();
  }

  private static void move(LaneState lane, Instruction i) {
    Operand target = operand(i, 0);
    Operand source = operand(i, 1);
    int bits = type(i).bits() / 2;
    if (source instanceof Operand.Vector vector) {
      long low = lane.read(vector.elements().get(0)) & ((1L << bits) - 1);
      long high = lane.read(vector.elements().get(1)) & ((1L << bits) - 1);
      lane.write(target, high << bits | low);
    } else if (target instanceof Operand.Vector vector) {
      long value = lane.read(source);
      lane.write(vector.elements().get(0), value & ((1L << bits) - 1));
      lane.write(vector.elements().get(1), value >>> bits & ((1L << bits) - 1));
    } else if (type(i) == ScalarType.PRED) {
      lane.write(target, lane.read(source) != 0 ? 1 : 0);
    } else {
      lane.write(target, lane.read(source));
    }
  }

  private static void convertAddress(LaneState lane, Instruction i) {
    long window = i.has("shared") ? LaneState.SHARED_WINDOW : 0;
    lane.write(operand(i, 0), lane.read(operand(i, 1)) + window);
  }

  private static void compare(LaneState lane, Instruction i) {
    boolean holds = holds(i, lane.read(operand(i, 1)), lane.read(operand(i, 2)));
    if (i.opcode().equals("set")) {
      lane.write(operand(i, 0), holds ? 0xFFFFFFFFL : 0);
      return;
    }
    boolean other = !holds;
    if (i.operands().size() > 3) {
      boolean with = lane.read(operand(i, 3)) != 0;
      holds = combined(i, holds, with);
      other = combined(i, other, with);
    }
    if (operand(i, 0) instanceof Operand.Pair pair) {
      lane.write(pair.first(), holds ? 1 : 0);
      lane.write(pair.second(), other ? 1 : 0);
    } else {
      lane.write(operand(i, 0), holds ? 1 : 0);
    }
  }

  private static boolean combined(Instruction i, boolean a, boolean b) {
    return i.has("and") ? a && b : i.has("or") ? a || b : a != b;
  }

  private static boolean holds(Instruction i, long a, long b) {
    ScalarType type = type(i);
    String relation = i.modifiers().get(0);
    if (type.floating()) {
      return FloatingArithmetic.holds(relation, type, a, b);
    }
    int order = IntegerArithmetics.value(type, a).compareTo(IntegerArithmetics.value(type, b));
    return switch (relation) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "lt", "lo" -> order < 0;
      case "le", "ls" -> order <= 0;
      case "gt", "hi" -> order > 0;
      default -> order >= 0;
    };
  }
}
