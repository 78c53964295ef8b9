package dev.warpsmith.kernels.emulator.conformance;

import java.math.BigInteger;

/** A binary floating-point format: sign, exponent, fraction. */
enum Format {
  F16(5, 10, 0x7FFF),
  BF16(8, 7, 0x7FFF),
  F32(8, 23, 0x7FFFFFFF),
  F64(11, 52, 0x7FF8000000000000L),
  /** Its 19 bits stand in the upper bits of 32. */
  TF32(8, 10, 0x3FFFF),
  E5M2(5, 2, 0x7F),
  /** Without infinities; only one pattern is NaN. */
  E4M3(4, 3, 0x7F);

  private final int exponentBits;
  private final int fractionBits;
  private final long nan;

  Format(int exponentBits, int fractionBits, long nan) {
    this.exponentBits = exponentBits;
    this.fractionBits = fractionBits;
    this.nan = nan;
  }

  static Format of(String type) {
    return switch (type) {
      case "f16", "f16x2" -> F16;
      case "bf16", "bf16x2" -> BF16;
      case "f32" -> F32;
      case "f64" -> F64;
      case "tf32" -> TF32;
      case "e5m2x2" -> E5M2;
      case "e4m3x2" -> E4M3;
      default -> throw new IllegalArgumentException(type);
    };
  }

  int bits() {
    return 1 + exponentBits + fractionBits;
  }

  int fractionBits() {
    return fractionBits;
  }

  /** Returns the one pattern of computed NaNs. */
  long nan() {
    return nan;
  }

  private long signBit() {
    return 1L << (bits() - 1);
  }

  private long infinity() {
    return ((1L << exponentBits) - 1) << fractionBits;
  }

  private long beyond() {
    return this == E4M3 ? most() : infinity();
  }

  /** Returns the largest finite value. */
  long most() {
    return this == E4M3 ? 0x7E : infinity() - 1;
  }

  private int bias() {
    return (1 << (exponentBits - 1)) - 1;
  }

  private int least() {
    return 1 - bias() - fractionBits;
  }

  Real decode(long pattern) {
    boolean negative = (pattern & signBit()) != 0;
    long magnitude = pattern & (signBit() - 1);
    if (this == E4M3 ? magnitude == nan : magnitude > infinity()) {
      return Real.NAN;
    }
    if (this != E4M3 && magnitude == infinity()) {
      return Real.infinity(negative);
    }
    int exponent = (int) (magnitude >>> fractionBits);
    long fraction = magnitude & ((1L << fractionBits) - 1);
    long mantissa = exponent == 0 ? fraction : fraction | 1L << fractionBits;
    return Real.finite(negative, BigInteger.valueOf(mantissa), Math.max(exponent, 1) - 1 + least());
  }

  /** Rounds; overflow gives infinity, if there is one, or the largest value; NaN one pattern. */
  long encode(Real value, Rounding rounding) {
    if (value.nan()) {
      return nan;
    }
    long sign = value.negative() ? signBit() : 0;
    if (value.infinite()) {
      return sign | beyond();
    }
    if (value.isZero()) {
      return sign;
    }
    int length = value.magnitude().bitLength();
    int unit = Math.max(value.exponent() + length - 1 - fractionBits, least());
    BigInteger mantissa =
        rounding.cut(value.magnitude(), unit - value.exponent(), value.inexact(), value.negative());
    BigInteger pattern = BigInteger.valueOf(unit - least()).shiftLeft(fractionBits).add(mantissa);
    if (pattern.compareTo(BigInteger.valueOf(most())) > 0) {
      return sign | (rounding.staysFinite(value.negative()) ? most() : beyond());
    }
    return sign | pattern.longValue();
  }

  /** Replaces subnormals by zeros of the same sign. */
  long flush(long pattern) {
    return (pattern & infinity()) == 0 ? pattern & signBit() : pattern;
  }

  long one() {
    return (long) bias() << fractionBits;
  }

  boolean isNan(long pattern) {
    return decode(pattern).nan();
  }
}
