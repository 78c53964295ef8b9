package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** Conversions by exact numbers (PTX ISA, "cvt"). */
final class Conversion {
  private Conversion() {}

  static long of(Instruction i, long bits) {
    ScalarType to = Arithmetic.types(i).get(0);
    ScalarType from = Arithmetic.types(i).get(1);
    if (!from.floating()) {
      BigInteger value = IntegerArithmetics.value(from, bits);
      return to.floating()
          ? real(i, to, new BigDecimal(value), 0)
          : integer(to, i.has("sat") ? clamped(to, value) : value);
    }
    double value =
        from == ScalarType.F32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    return to.floating() ? realToReal(i, to, value) : realToInteger(i, to, from, value);
  }

  private static BigInteger clamped(ScalarType to, BigInteger value) {
    BigInteger least =
        to.signed() ? BigInteger.ONE.shiftLeft(to.bits() - 1).negate() : BigInteger.ZERO;
    BigInteger most =
        BigInteger.ONE.shiftLeft(to.signed() ? to.bits() - 1 : to.bits()).subtract(BigInteger.ONE);
    return value.max(least).min(most);
  }

  /** Cuts to the type and extends to the register, whose size is that of the widest type. */
  private static long integer(ScalarType to, BigInteger value) {
    return IntegerArithmetics.value(to, value.longValue()).longValue();
  }

  private static Optional<RoundingMode> rounding(Instruction i, String suffix) {
    if (i.has("rn" + suffix)) {
      return Optional.of(RoundingMode.HALF_EVEN);
    }
    if (i.has("rz" + suffix)) {
      return Optional.of(RoundingMode.DOWN);
    }
    if (i.has("rm" + suffix)) {
      return Optional.of(RoundingMode.FLOOR);
    }
    return i.has("rp" + suffix) ? Optional.of(RoundingMode.CEILING) : Optional.empty();
  }

  private static long realToInteger(Instruction i, ScalarType to, ScalarType from, double value) {
    if (Double.isNaN(value)) {
      boolean wide = from == ScalarType.F64 || to.bits() == 64;
      return wide ? 1L << (to.bits() - 1) : 0;
    }
    if (Double.isInfinite(value)) {
      BigInteger beyond = BigInteger.TWO.pow(70);
      return integer(to, clamped(to, value > 0 ? beyond : beyond.negate()));
    }
    RoundingMode mode = rounding(i, "i").orElseThrow();
    return integer(to, clamped(to, new BigDecimal(value).setScale(0, mode).toBigInteger()));
  }

  private static long realToReal(Instruction i, ScalarType to, double value) {
    boolean finite = !Double.isNaN(value) && !Double.isInfinite(value);
    if (!finite) {
      return to == ScalarType.F32
          ? FloatingArithmetic.bits((float) value)
          : FloatingArithmetic.bits(value);
    }
    double sign = Math.copySign(1, value);
    Optional<RoundingMode> integral = rounding(i, "i");
    BigDecimal exact = new BigDecimal(value);
    return real(i, to, integral.isPresent() ? exact.setScale(0, integral.get()) : exact, sign);
  }

  /** Rounds an exact number; {@code sign} is that of a zero. */
  private static long real(Instruction i, ScalarType to, BigDecimal exact, double sign) {
    if (exact.signum() == 0) {
      double zero = sign < 0 ? -0.0 : 0.0;
      return to == ScalarType.F32
          ? FloatingArithmetic.bits((float) zero)
          : FloatingArithmetic.bits(zero);
    }
    if (to == ScalarType.F64) {
      return FloatingArithmetic.bits(exact.doubleValue());
    }
    return FloatingArithmetic.bits(single(exact, rounding(i, "").orElse(RoundingMode.HALF_EVEN)));
  }

  /** Rounds to a multiple of the last place of the result's binade. */
  private static float single(BigDecimal exact, RoundingMode mode) {
    BigDecimal magnitude = exact.abs();
    int exponent = -126;
    while (exponent < 127 && magnitude.compareTo(power(exponent + 1)) >= 0) {
      exponent++;
    }
    BigDecimal unit = power(exponent - 23);
    BigDecimal rounded = exact.divide(unit, MathContext.UNLIMITED).setScale(0, mode).multiply(unit);
    if (rounded.abs().compareTo(power(128)) >= 0) {
      return exact.signum() < 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    float result = (float) rounded.doubleValue();
    return result == 0 && exact.signum() < 0 ? -0f : result;
  }

  private static BigDecimal power(int exponent) {
    return exponent >= 0
        ? new BigDecimal(BigInteger.TWO.pow(exponent))
        : BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(-exponent)));
  }
}
