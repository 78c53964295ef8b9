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

  /** Converts an integral value to an integer of up to 32 bits, saturating. */
  static int toInteger(double value, int bits, boolean signed, boolean highestForNan) {
    if (Double.isNaN(value)) {
      int highest = 1 << (bits - 1);
      return !highestForNan ? 0 : signed ? -highest : highest;
    }
    return (int) saturate((long) value, false, bits, signed);
  }

  /** Converts an integral value to a signed 64-bit integer, saturating. */
  static long toSignedLong(double value) {
    return Double.isNaN(value) ? Long.MIN_VALUE : (long) value;
  }

  /** Converts an integral value to an unsigned 64-bit integer, saturating. */
  static long toUnsignedLong(double value) {
    if (!(value > 0)) {
      return Double.isNaN(value) ? Long.MIN_VALUE : 0;
    }
    if (value >= 0x1p64) {
      return -1;
    }
    return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE;
  }

  /** Clamps to the range of an integer type. */
  static long saturate(long value, boolean unsigned, int bits, boolean signed) {
    long least = signed ? -1L << (bits - 1) : 0;
    long most = -1L >>> (signed ? 65 - bits : 64 - bits);
    if (unsigned && value < 0) {
      return most;
    }
    return bits == 64 && !signed ? Math.max(value, 0) : Math.max(least, Math.min(most, value));
  }

  /** Returns an integer as a double that, if inexact, lies between it and zero and is odd. */
  private static double odd(long value, boolean unsigned) {
    boolean negative = !unsigned && value < 0;
    long magnitude = negative ? -value : value;
    if (magnitude >>> 53 != 0) {
      int shift = 11 - Long.numberOfLeadingZeros(magnitude);
      boolean rest = Long.numberOfTrailingZeros(magnitude) < shift;
      long mantissa = magnitude >>> shift | (rest ? 1 : 0);
      double result = Math.scalb((double) mantissa, shift);
      return negative ? -result : result;
    }
    return negative ? -magnitude : magnitude;
  }

  static int toHalf(long value, boolean unsigned, int mode) {
    return HalfArithmetic.round(odd(value, unsigned), false, mode);
  }

  static int toBfloat(long value, boolean unsigned, int mode) {
    return HalfArithmetic.round(odd(value, unsigned), true, mode);
  }

  static float toFloat(long value, boolean unsigned, int mode) {
    return toFloat(odd(value, unsigned), mode);
  }

  static double toDouble(long value, boolean unsigned, int mode) {
    double nearest = unsigned ? unsignedToDouble(value) : (double) value;
    if (mode == FloatArithmetic.NEAREST) {
      return nearest;
    }
    int order;
    if (unsigned) {
      boolean above = nearest == 0x1p64;
      order = above ? -1 : Long.compareUnsigned(value, toUnsignedLong(nearest));
    } else {
      boolean above = nearest == 0x1p63;
      order = above ? -1 : Long.compare(value, (long) nearest);
    }
    return DirectedDouble.step(nearest, order, mode);
  }

  private static double unsignedToDouble(long value) {
    if (value >= 0) {
      return (double) value;
    }
    return (double) ((value >>> 1) | (value & 1)) * 2;
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

  private static boolean finite(int bits) {
    return (bits & 0x7F800000) != 0x7F800000;
  }

  /** {@code cvt.rna.tf32.f32}: 10 mantissa bits, ties away from zero. */
  static int toTf32(float value) {
    int bits = FloatArithmetic.bits(value);
    return finite(bits) ? (bits + 0x1000) & 0xFFFFE000 : bits;
  }

  /** {@code cvt.rn.tf32.f32}: 10 mantissa bits, ties to even. */
  static int toTf32Even(float value) {
    int bits = FloatArithmetic.bits(value);
    return finite(bits) ? (bits + 0xFFF + (bits >>> 13 & 1)) & 0xFFFFE000 : bits;
  }

  /** {@code cvt.rz.tf32.f32}: 10 mantissa bits, the others cut. */
  static int toTf32TowardZero(float value) {
    int bits = FloatArithmetic.bits(value);
    return finite(bits) ? bits & 0xFFFFE000 : bits;
  }

  /** Replaces infinities by the largest finite tf32. */
  static int finiteTf32(int bits) {
    boolean infinite = (bits & Integer.MAX_VALUE) == 0x7F800000;
    return infinite ? (bits & Integer.MIN_VALUE) | 0x7F7FE000 : bits;
  }

  /** Replaces negative values by zero. */
  static int reluTf32(int bits) {
    return bits < 0 ? 0 : bits;
  }

  /** {@code cvt.pack.sat}: two clamped integers in the lowest bits, {@code rest} above them. */
  static int pack(int high, int low, int rest, int bits, boolean signed) {
    int mask = (1 << bits) - 1;
    int upper = (int) saturate(high, false, bits, signed) & mask;
    int lower = (int) saturate(low, false, bits, signed) & mask;
    int both = upper << bits | lower;
    return bits == 16 ? both : (rest << (2 * bits)) | both;
  }
}
