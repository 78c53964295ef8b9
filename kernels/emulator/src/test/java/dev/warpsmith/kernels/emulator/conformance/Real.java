package dev.warpsmith.kernels.emulator.conformance;

import java.math.BigInteger;

/**
 * An exact value of the reference arithmetic: NaN, a signed infinity, a signed zero, or ±m·2^e.
 *
 * @param magnitude m; zero for the zeros
 * @param inexact whether something positive below m's last bit was cut off
 */
record Real(Kind kind, boolean negative, BigInteger magnitude, int exponent, boolean inexact) {
  enum Kind {
    NAN,
    INFINITE,
    FINITE
  }

  static final Real NAN = new Real(Kind.NAN, false, BigInteger.ZERO, 0, false);

  static Real infinity(boolean negative) {
    return new Real(Kind.INFINITE, negative, BigInteger.ZERO, 0, false);
  }

  static Real zero(boolean negative) {
    return finite(negative, BigInteger.ZERO, 0);
  }

  static Real finite(boolean negative, BigInteger magnitude, int exponent) {
    return new Real(Kind.FINITE, negative, magnitude, exponent, false);
  }

  static Real of(BigInteger value) {
    return finite(value.signum() < 0, value.abs(), 0);
  }

  static Real of(double value) {
    return Format.F64.decode(Double.doubleToRawLongBits(value));
  }

  boolean nan() {
    return kind == Kind.NAN;
  }

  boolean infinite() {
    return kind == Kind.INFINITE;
  }

  boolean isZero() {
    return kind == Kind.FINITE && magnitude.signum() == 0 && !inexact;
  }

  Real withSign(boolean sign) {
    return new Real(kind, sign, magnitude, exponent, inexact);
  }

  Real negate() {
    return withSign(!negative);
  }

  Real abs() {
    return withSign(false);
  }

  /** Returns m·2^e as a signed integer at the scale 2^to, which must not be above e. */
  private BigInteger at(int to) {
    BigInteger scaled = magnitude.shiftLeft(exponent - to);
    return negative ? scaled.negate() : scaled;
  }

  /** Adds; an exact zero is -0 only if both are -0, or if rounding goes down. */
  Real plus(Real other, Rounding rounding) {
    if (nan() || other.nan() || (infinite() && other.infinite() && negative != other.negative)) {
      return NAN;
    }
    if (infinite() || other.infinite()) {
      return infinite() ? this : other;
    }
    int scale = Math.min(exponent, other.exponent);
    BigInteger sum = at(scale).add(other.at(scale));
    if (sum.signum() == 0) {
      boolean same = isZero() && other.isZero() && negative == other.negative;
      return zero(same ? negative : rounding == Rounding.DOWN);
    }
    return finite(sum.signum() < 0, sum.abs(), scale);
  }

  Real times(Real other) {
    boolean sign = negative != other.negative;
    if (nan() || other.nan() || (infinite() && other.isZero()) || (isZero() && other.infinite())) {
      return NAN;
    }
    if (infinite() || other.infinite()) {
      return infinity(sign);
    }
    return finite(sign, magnitude.multiply(other.magnitude), exponent + other.exponent);
  }

  /** Divides to at least 80 bits. */
  Real over(Real other) {
    boolean sign = negative != other.negative;
    if (nan() || other.nan() || (infinite() && other.infinite()) || (isZero() && other.isZero())) {
      return NAN;
    }
    if (infinite() || other.isZero()) {
      return infinity(sign);
    }
    if (other.infinite() || isZero()) {
      return zero(sign);
    }
    int shift = Math.max(0, 80 + other.magnitude.bitLength() - magnitude.bitLength());
    BigInteger[] parts = magnitude.shiftLeft(shift).divideAndRemainder(other.magnitude);
    int scale = exponent - other.exponent - shift;
    return new Real(Kind.FINITE, sign, parts[0], scale, parts[1].signum() != 0);
  }

  /** Returns the square root to at least 80 bits. */
  Real root() {
    if (nan() || isZero()) {
      return this;
    }
    if (negative) {
      return NAN;
    }
    if (infinite()) {
      return this;
    }
    int shift = Math.max(0, 170 - magnitude.bitLength());
    shift += (exponent - shift) & 1;
    BigInteger[] parts = magnitude.shiftLeft(shift).sqrtAndRemainder();
    return new Real(Kind.FINITE, false, parts[0], (exponent - shift) / 2, parts[1].signum() != 0);
  }

  /** Rounds to an integral value, keeping the sign of zeros. */
  Real integral(Rounding rounding) {
    if (kind != Kind.FINITE) {
      return this;
    }
    return exponent >= 0 ? this : finite(negative, toInteger(rounding).abs(), 0);
  }

  /** Rounds a finite value to an integer. */
  BigInteger toInteger(Rounding rounding) {
    BigInteger rounded =
        exponent >= 0
            ? magnitude.shiftLeft(exponent)
            : rounding.cut(magnitude, -exponent, inexact, negative);
    return negative ? rounded.negate() : rounded;
  }

  /** Compares two values that are not NaN; zeros are equal. */
  int compareTo(Real other) {
    if (infinite() || other.infinite()) {
      return Integer.compare(rank(), other.rank());
    }
    int scale = Math.min(exponent, other.exponent);
    return at(scale).compareTo(other.at(scale));
  }

  private int rank() {
    return infinite() ? (negative ? -1 : 1) : 0;
  }

  /** Compares, -0 below +0. */
  int compareTotal(Real other) {
    int order = compareTo(other);
    return order == 0 && isZero() ? Boolean.compare(other.negative, negative) : order;
  }
}
