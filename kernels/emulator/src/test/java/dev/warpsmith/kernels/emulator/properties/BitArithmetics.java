package dev.warpsmith.kernels.emulator.properties;

import static dev.warpsmith.kernels.emulator.properties.Arithmetic.operand;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.math.BigInteger;

/** Shifts, fields, permutations and counts of bits, one bit or byte at a time. */
final class BitArithmetics {
  private BitArithmetics() {}

  static BigInteger result(LaneState lane, Instruction i, ScalarType type, BigInteger[] v) {
    return switch (i.opcode()) {
      case "shl" -> v[1].shiftLeft(amount(lane, i, type));
      case "shr" -> v[1].shiftRight(amount(lane, i, type));
      case "popc" -> BigInteger.valueOf(v[1].bitCount());
      case "clz" -> BigInteger.valueOf((long) type.bits() - v[1].bitLength());
      case "brev" -> reversed(type, v[1]);
      case "bfind" -> find(i, type, v[1]);
      case "bfe" -> extracted(type, v[1], low8(lane, i, 2), low8(lane, i, 3));
      case "bfi" -> inserted(type, v[1], v[2], low8(lane, i, 3), low8(lane, i, 4));
      case "prmt" -> permuted(v);
      case "lop3" -> logic(v);
      case "shf" -> funnel(i, v);
      case "dp4a" -> dot(i, v);
      case "sad" -> v[1].subtract(v[2]).abs().add(v[3]);
      default -> throw new IllegalArgumentException("the interpreter does not know " + i);
    };
  }

  /** Shift amounts are unsigned 32-bit numbers; past the width all bits go. */
  private static int amount(LaneState lane, Instruction i, ScalarType type) {
    long by = lane.read(operand(i, 2)) & 0xFFFFFFFFL;
    return (int) Math.min(by, type.bits());
  }

  private static int low8(LaneState lane, Instruction i, int operand) {
    return (int) lane.read(operand(i, operand)) & 255;
  }

  private static BigInteger reversed(ScalarType type, BigInteger v) {
    BigInteger result = BigInteger.ZERO;
    for (int k = 0; k < type.bits(); k++) {
      result = v.testBit(k) ? result.setBit(type.bits() - 1 - k) : result;
    }
    return result;
  }

  private static BigInteger find(Instruction i, ScalarType type, BigInteger v) {
    int at = v.bitLength() - 1;
    if (at >= 0 && i.has("shiftamt")) {
      at = type.bits() - 1 - at;
    }
    return BigInteger.valueOf(at);
  }

  private static BigInteger extracted(ScalarType type, BigInteger v, int from, int length) {
    BigInteger result = BigInteger.ZERO;
    int last = Math.min(from + length - 1, type.bits() - 1);
    boolean sign = type.signed() && length > 0 && v.testBit(last);
    for (int k = 0; k < type.bits(); k++) {
      boolean inside = k < length && from + k < type.bits();
      boolean set = inside ? v.testBit(from + k) : sign;
      result = set ? result.setBit(k) : result;
    }
    return result;
  }

  private static BigInteger inserted(
      ScalarType type, BigInteger field, BigInteger into, int from, int length) {
    BigInteger result = into;
    for (int k = 0; k < length && from + k < type.bits(); k++) {
      result = field.testBit(k) ? result.setBit(from + k) : result.clearBit(from + k);
    }
    return result;
  }

  private static BigInteger permuted(BigInteger[] v) {
    long bytes = v[2].longValue() << 32 | v[1].longValue();
    long result = 0;
    for (int k = 0; k < 4; k++) {
      int choice = (v[3].intValue() >> (4 * k)) & 15;
      long one = (bytes >> (8 * (choice & 7))) & 255;
      result |= (choice < 8 ? one : one >= 128 ? 255L : 0L) << (8 * k);
    }
    return BigInteger.valueOf(result);
  }

  private static BigInteger logic(BigInteger[] v) {
    BigInteger result = BigInteger.ZERO;
    for (int k = 0; k < 32; k++) {
      int row = (v[1].testBit(k) ? 4 : 0) + (v[2].testBit(k) ? 2 : 0) + (v[3].testBit(k) ? 1 : 0);
      result = v[4].testBit(row) ? result.setBit(k) : result;
    }
    return result;
  }

  private static BigInteger funnel(Instruction i, BigInteger[] v) {
    BigInteger both = v[2].shiftLeft(32).or(v[1]);
    int by = i.has("wrap") ? v[3].intValue() & 31 : v[3].min(BigInteger.valueOf(32)).intValue();
    return i.has("l") ? both.shiftLeft(by).shiftRight(32) : both.shiftRight(by);
  }

  private static BigInteger dot(Instruction i, BigInteger[] v) {
    boolean firstSigned = Arithmetic.types(i).get(0).signed();
    boolean secondSigned = Arithmetic.types(i).get(1).signed();
    long sum = v[3].longValue();
    for (int k = 0; k < 4; k++) {
      int a = (v[1].intValue() >> (8 * k)) & 255;
      int b = (v[2].intValue() >> (8 * k)) & 255;
      sum += (long) (firstSigned ? (byte) a : a) * (secondSigned ? (byte) b : b);
    }
    return BigInteger.valueOf(sum);
  }
}
