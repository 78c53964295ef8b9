package dev.warpsmith.kernels.emulator.properties;

import static dev.warpsmith.kernels.emulator.properties.Arithmetic.operand;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;

/** Floating-point instructions (PTX ISA, "Floating Point Instructions"). */
final class FloatingArithmetic {
  private static final long NAN = 0x7FFFFFFFL;
  private static final long NAN_64 = 0x7FFFFFFFFFFFFFFFL;

  private FloatingArithmetic() {}

  static long bits(float value) {
    return Float.isNaN(value) ? NAN : Float.floatToIntBits(value) & 0xFFFFFFFFL;
  }

  static long bits(double value) {
    return Double.isNaN(value) ? NAN_64 : Double.doubleToLongBits(value);
  }

  static boolean holds(String relation, ScalarType type, long a, long b) {
    double x = type == ScalarType.F32 ? Float.intBitsToFloat((int) a) : Double.longBitsToDouble(a);
    double y = type == ScalarType.F32 ? Float.intBitsToFloat((int) b) : Double.longBitsToDouble(b);
    boolean unordered = Double.isNaN(x) || Double.isNaN(y);
    return switch (relation) {
      case "num" -> !unordered;
      case "nan" -> unordered;
      default -> {
        boolean orUnordered = relation.length() == 3;
        yield unordered ? orUnordered : ordered(relation.substring(0, 2), x, y);
      }
    };
  }

  private static boolean ordered(String relation, double x, double y) {
    return switch (relation) {
      case "eq" -> x == y;
      case "ne" -> x != y;
      case "lt" -> x < y;
      case "le" -> x <= y;
      case "gt" -> x > y;
      default -> x >= y;
    };
  }

  static void compute(LaneState lane, Instruction i) {
    boolean single = Arithmetic.type(i) == ScalarType.F32;
    long result;
    if (i.opcode().equals("testp")) {
      result = test(i, Float.intBitsToFloat((int) lane.read(operand(i, 1)))) ? 1 : 0;
    } else if (single) {
      float[] v = new float[4];
      for (int k = 1; k < i.operands().size(); k++) {
        v[k] = flushed(i, Float.intBitsToFloat((int) lane.read(operand(i, k))));
      }
      result = bits(saturated(i, flushed(i, single(i, v[1], v[2], v[3]))));
    } else {
      double[] v = new double[4];
      for (int k = 1; k < i.operands().size(); k++) {
        v[k] = Double.longBitsToDouble(lane.read(operand(i, k)));
      }
      result = bits(wide(i, v[1], v[2], v[3]));
    }
    lane.write(operand(i, 0), result);
  }

  private static boolean test(Instruction i, float v) {
    return switch (i.modifiers().get(0)) {
      case "finite" -> !Float.isNaN(v) && !Float.isInfinite(v);
      case "number" -> !Float.isNaN(v);
      default -> v != 0 && Math.abs(v) < Float.MIN_NORMAL;
    };
  }

  private static float flushed(Instruction i, float v) {
    boolean subnormal = v != 0 && Math.abs(v) < Float.MIN_NORMAL;
    return i.has("ftz") && subnormal ? (v < 0 ? -0f : 0f) : v;
  }

  private static float saturated(Instruction i, float v) {
    return !i.has("sat") ? v : v >= 1 ? 1 : v > 0 ? v : 0;
  }

  private static float single(Instruction i, float a, float b, float c) {
    return switch (i.opcode()) {
      case "add" -> a + b;
      case "sub" -> a - b;
      case "mul" -> a * b;
      case "div" -> a / b;
      case "fma" -> Math.fma(a, b, c);
      case "min" -> Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.min(a, b);
      case "max" -> Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.max(a, b);
      case "sqrt" -> (float) Math.sqrt(a);
      case "rcp" -> 1 / a;
      default -> throw new IllegalArgumentException("the interpreter does not know " + i);
    };
  }

  private static double wide(Instruction i, double a, double b, double c) {
    return switch (i.opcode()) {
      case "add" -> a + b;
      case "sub" -> a - b;
      case "mul" -> a * b;
      case "div" -> a / b;
      case "fma" -> Math.fma(a, b, c);
      case "min" -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
      case "max" -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
      case "sqrt" -> Math.sqrt(a);
      case "rcp" -> 1 / a;
      default -> throw new IllegalArgumentException("the interpreter does not know " + i);
    };
  }
}
