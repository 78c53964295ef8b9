package dev.warpsmith.kernels.emulator.properties;

import static dev.warpsmith.kernels.emulator.properties.Arithmetic.operand;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.math.BigInteger;

/** Integer instructions on numbers without a size; results are cut to their type at the end. */
final class IntegerArithmetics {
  private static final BigInteger ONE = BigInteger.ONE;

  private IntegerArithmetics() {}

  /** Returns the number that the low bits are in a type. */
  static BigInteger value(ScalarType type, long bits) {
    BigInteger low = unsigned(type.bits(), bits);
    boolean negative = type.signed() && low.testBit(type.bits() - 1);
    return negative ? low.subtract(ONE.shiftLeft(type.bits())) : low;
  }

  private static BigInteger unsigned(int size, long bits) {
    return BigInteger.valueOf(bits).and(ONE.shiftLeft(size).subtract(ONE));
  }

  /** Computes an instruction and writes its result. */
  static void compute(LaneState lane, Instruction i) {
    ScalarType type = Arithmetic.type(i);
    if (type == ScalarType.PRED) {
      predicate(lane, i);
      return;
    }
    BigInteger[] v = new BigInteger[i.operands().size()];
    for (int k = 1; k < v.length; k++) {
      ScalarType of = type;
      if (i.has("wide") && k == 3) {
        of = type.signed() ? ScalarType.S64 : ScalarType.U64;
      }
      v[k] = value(of, lane.read(operand(i, k)));
    }
    BigInteger result = result(lane, i, type, v);
    int size = i.has("wide") ? 2 * type.bits() : type.bits();
    if (i.opcode().equals("popc") || i.opcode().equals("clz") || i.opcode().equals("bfind")) {
      size = 32;
    }
    BigInteger cut = result.and(ONE.shiftLeft(size).subtract(ONE));
    lane.write(operand(i, 0), cut.longValue());
  }

  private static void predicate(LaneState lane, Instruction i) {
    boolean a = lane.read(operand(i, 1)) != 0;
    boolean b = i.operands().size() > 2 && lane.read(operand(i, 2)) != 0;
    boolean result =
        switch (i.opcode()) {
          case "and" -> a && b;
          case "or" -> a || b;
          case "xor" -> a != b;
          default -> !a;
        };
    lane.write(operand(i, 0), result ? 1 : 0);
  }

  private static BigInteger result(LaneState lane, Instruction i, ScalarType type, BigInteger[] v) {
    return switch (i.opcode()) {
      case "add" ->
          i.has("cc") ? carried(lane, type, v[1].add(v[2])) : clamped(i, type, v[1].add(v[2]));
      case "sub" ->
          i.has("cc")
              ? carried(lane, type, v[1].subtract(v[2]))
              : clamped(i, type, v[1].subtract(v[2]));
      case "addc" -> withCarry(lane, i, type, v[1].add(v[2]).add(carry(lane)));
      case "subc" -> withCarry(lane, i, type, v[1].subtract(v[2]).subtract(carry(lane)));
      case "mul" -> product(i, type, v);
      case "mad" -> mad(lane, i, type, v);
      case "madc" -> product(i, type, v).add(v[3]).add(carry(lane));
      case "div" -> v[1].divide(v[2]);
      case "rem" -> v[1].remainder(v[2]);
      case "min" -> v[1].min(v[2]);
      case "max" -> v[1].max(v[2]);
      case "abs" -> v[1].abs();
      case "neg" -> v[1].negate();
      case "and" -> v[1].and(v[2]);
      case "or" -> v[1].or(v[2]);
      case "xor" -> v[1].xor(v[2]);
      case "not" -> v[1].not();
      case "cnot" -> v[1].signum() == 0 ? ONE : BigInteger.ZERO;
      default -> BitArithmetics.result(lane, i, type, v);
    };
  }

  private static BigInteger carry(LaneState lane) {
    return lane.carry ? ONE : BigInteger.ZERO;
  }

  private static BigInteger carried(LaneState lane, ScalarType type, BigInteger exact) {
    lane.carry = exact.signum() < 0 || exact.bitLength() > type.bits();
    return exact;
  }

  private static BigInteger withCarry(
      LaneState lane, Instruction i, ScalarType type, BigInteger exact) {
    return i.has("cc") ? carried(lane, type, exact) : exact;
  }

  private static BigInteger clamped(Instruction i, ScalarType type, BigInteger exact) {
    if (!i.has("sat")) {
      return exact;
    }
    BigInteger most = ONE.shiftLeft(type.bits() - 1).subtract(ONE);
    return exact.min(most).max(most.not());
  }

  private static BigInteger product(Instruction i, ScalarType type, BigInteger[] v) {
    BigInteger product = v[1].multiply(v[2]);
    return i.has("hi") ? product.shiftRight(type.bits()) : product;
  }

  private static BigInteger mad(LaneState lane, Instruction i, ScalarType type, BigInteger[] v) {
    BigInteger product = product(i, type, v);
    if (!i.has("cc")) {
      return product.add(v[3]);
    }
    BigInteger low = product.and(ONE.shiftLeft(type.bits()).subtract(ONE));
    return carried(lane, type, low.add(v[3]));
  }
}
