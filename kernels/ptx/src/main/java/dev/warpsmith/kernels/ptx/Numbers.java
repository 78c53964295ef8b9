package dev.warpsmith.kernels.ptx;

import java.util.Locale;
import java.util.Optional;

/** Reads PTX literals (PTX ISA, section "Constants"). */
final class Numbers {
  private Numbers() {}

  /** Reads a decimal, hexadecimal, octal or binary integer, with or without a U suffix. */
  static long integer(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.startsWith("0x")) {
      return Long.parseUnsignedLong(unsuffixed(lower).substring(2), 16);
    }
    String plain = unsuffixed(lower);
    if (plain.startsWith("0b")) {
      return Long.parseUnsignedLong(plain.substring(2), 2);
    }
    if (plain.length() > 1 && plain.startsWith("0")) {
      return Long.parseUnsignedLong(plain, 8);
    }
    return Long.parseUnsignedLong(plain);
  }

  /** Reads an integer; empty if it is none. */
  static Optional<Long> find(String digits) {
    try {
      return Optional.of(integer(digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String unsuffixed(String lower) {
    return lower.endsWith("u") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Reads any constant operand; a decimal point makes it double precision. */
  static Operand constant(String digits, boolean negative) {
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.startsWith("0f") && lower.length() == 10) {
      int bits = Integer.parseUnsignedInt(lower.substring(2), 16);
      return new Operand.FloatConstant(negative ? bits ^ Integer.MIN_VALUE : bits);
    }
    if (lower.startsWith("0d") && lower.length() == 18) {
      long bits = Long.parseUnsignedLong(lower.substring(2), 16);
      return new Operand.DoubleConstant(negative ? bits ^ Long.MIN_VALUE : bits);
    }
    if (lower.indexOf('.') >= 0) {
      double value = Double.parseDouble(lower);
      return new Operand.DoubleConstant(Double.doubleToRawLongBits(negative ? -value : value));
    }
    long value = integer(digits);
    return new Operand.IntegerConstant(negative ? -value : value);
  }
}
