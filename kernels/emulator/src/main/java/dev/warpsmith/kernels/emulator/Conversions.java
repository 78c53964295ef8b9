package dev.warpsmith.kernels.emulator;

/** Conversions of PTX's {@code cvt} that the JVM does not have as one instruction. */
final class Conversions {
  private Conversions() {}

  /** Rounds to an integral value: nearest even, zero, down or up. */
  static double integral(double value, int mode) {
    return switch (mode) {
      case FloatArithmetic.NEAREST -> Math.rint(value);
      case FloatArithmetic.ZERO -> value < 0 ? Math.ceil(value) : Math.floor(value);
      case FloatArithmetic.DOWN -> Math.floor(value);
      default -> Math.ceil(value);
    };
  }

  /** Converts an integral value to an unsigned 32-bit integer, saturating; NaN gives 0. */
  static int toUnsigned(double value) {
    return (int) Math.max(0L, Math.min(0xFFFFFFFFL, (long) value));
  }

  /** Converts an integral value to an unsigned 64-bit integer, saturating; NaN gives 0. */
  static long toUnsignedLong(double value) {
    if (!(value > 0)) {
      return 0;
    }
    if (value >= 0x1p64) {
      return -1;
    }
    return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE;
  }

  static float unsignedToFloat(long value) {
    if (value >= 0) {
      return (float) value;
    }
    return (float) ((value >>> 1) | (value & 1)) * 2f;
  }

  static double unsignedToDouble(long value) {
    if (value >= 0) {
      return (double) value;
    }
    return (double) ((value >>> 1) | (value & 1)) * 2;
  }

  /** Converts with a directed rounding mode. */
  static float toFloat(long value, boolean unsigned, int mode) {
    float nearest = unsigned ? unsignedToFloat(value) : (float) value;
    java.math.BigDecimal exact =
        new java.math.BigDecimal(unsigned ? Long.toUnsignedString(value) : Long.toString(value));
    int order = exact.compareTo(new java.math.BigDecimal(nearest));
    return step(nearest, order, mode);
  }

  static float toFloat(double value, int mode) {
    float nearest = (float) value;
    if (Float.isNaN(nearest) || Double.isInfinite(value)) {
      return nearest;
    }
    return step(nearest, Double.compare(value + 0.0, nearest + 0.0), mode);
  }

  private static float step(float nearest, int order, int mode) {
    boolean negative = nearest < 0 || (nearest == 0 && order < 0);
    boolean down = mode == FloatArithmetic.DOWN || (mode == FloatArithmetic.ZERO && !negative);
    boolean up = mode == FloatArithmetic.UP || (mode == FloatArithmetic.ZERO && negative);
    if (order < 0 && down) {
      return Math.nextDown(nearest);
    }
    return order > 0 && up ? Math.nextUp(nearest) : nearest;
  }

  /** Clamps to the range of a narrower integer type. */
  static long clamp(long value, long least, long most) {
    return Math.max(least, Math.min(most, value));
  }

  /** {@code cvt.rna.tf32.f32}: 10 mantissa bits, ties away from zero. */
  static int toTf32(float value) {
    int bits = FloatArithmetic.bits(value);
    boolean finite = (bits & 0x7F800000) != 0x7F800000;
    return finite ? (bits + 0x1000) & 0xFFFFE000 : bits;
  }

  /** {@code cvt.rn.tf32.f32}: 10 mantissa bits, ties to even. */
  static int toTf32Even(float value) {
    int bits = FloatArithmetic.bits(value);
    boolean finite = (bits & 0x7F800000) != 0x7F800000;
    return finite ? (bits + 0xFFF + (bits >>> 13 & 1)) & 0xFFFFE000 : bits;
  }
}
