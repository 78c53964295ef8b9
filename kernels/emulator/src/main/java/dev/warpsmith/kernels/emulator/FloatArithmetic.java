package dev.warpsmith.kernels.emulator;

/**
 * Floating-point operations of PTX that the JVM does not have as one instruction: directed
 * rounding, flushing of subnormals, saturation, minimum and maximum.
 *
 * <p>Called from generated code. Results are exact where PTX defines them (PTX ISA, "Floating Point
 * Instructions"); NaN results of arithmetic get their canonical bits in {@link #bits}. For f32 that
 * is what the hardware gives. For f64 the PTX ISA lets payloads through without saying whose; here
 * every computed NaN has the same bits.
 */
final class FloatArithmetic {
  static final int NAN_BITS = 0x7FFFFFFF;
  static final int INFINITY = 0x7F800000;
  static final long NAN_BITS_64 = 0x7FF8000000000000L;

  /** Rounding modes as generated code passes them. */
  static final int NEAREST = 0;

  static final int ZERO = 1;
  static final int DOWN = 2;
  static final int UP = 3;

  /** How many bit patterns of one sign are subnormal. */
  private static final int SUBNORMALS = (1 << 23) - 1;

  /** Bits of the reciprocal of the least normal number. */
  private static final int TO_THE_126 = 0x7E800000;

  private FloatArithmetic() {}

  /** Returns the bits of a computed value, one pattern for all NaNs. */
  static int bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (bits & Integer.MAX_VALUE) > INFINITY ? NAN_BITS : bits;
  }

  /** Returns the bits of a computed value, one pattern for all NaNs. */
  static long bits(double value) {
    return Double.isNaN(value) ? NAN_BITS_64 : Double.doubleToRawLongBits(value);
  }

  /**
   * Replaces subnormals by zero of the same sign.
   *
   * <p>Zeros, which are common, go the same way as normal numbers, so that the branch is predicted.
   */
  static float flush(float value) {
    int magnitude = Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    boolean subnormal = magnitude - 1 + Integer.MIN_VALUE < SUBNORMALS + Integer.MIN_VALUE;
    return subnormal ? Math.copySign(0f, value) : value;
  }

  /** Returns 1/x; subnormals are replaced by zero before and after. */
  static float flushedReciprocal(float x) {
    float result = 1f / x;
    int magnitude = Float.floatToRawIntBits(result) & Integer.MAX_VALUE;
    return magnitude > TO_THE_126 ? flush(1f / flush(x)) : flush(result);
  }

  /**
   * Returns 1 if a value's bits are one of those from {@code least} on, else 0; without a branch.
   *
   * @param count how many bit patterns, at most 2 to the power 31
   */
  static int among(float value, int least, int count) {
    long distance = Integer.toUnsignedLong(Float.floatToRawIntBits(value) - least);
    return -(int) ((distance - Integer.toUnsignedLong(count)) >> 63);
  }

  /** Returns one value or the other, bit by bit and without a branch. */
  static float select(int predicate, float one, float other) {
    int bits = Float.floatToRawIntBits(other);
    return Float.intBitsToFloat(bits ^ ((bits ^ Float.floatToRawIntBits(one)) & -predicate));
  }

  /** Returns one value or the other, bit by bit and without a branch. */
  static double select(int predicate, double one, double other) {
    long bits = Double.doubleToRawLongBits(other);
    long differing = (bits ^ Double.doubleToRawLongBits(one)) & -(long) predicate;
    return Double.longBitsToDouble(bits ^ differing);
  }

  /** Clamps to [0, 1]; NaN becomes 0. */
  static float saturate(float value) {
    return value > 0f ? Math.min(value, 1f) : 0f;
  }

  /** Clamps to [0, 1]; NaN becomes 0. */
  static double saturate(double value) {
    return value > 0 ? Math.min(value, 1) : 0;
  }

  static float max(float a, float b) {
    if (a > b) {
      return a;
    }
    return b > a ? b : maxRare(a, b);
  }

  private static float maxRare(float a, float b) {
    if (Float.isNaN(a)) {
      return b;
    }
    return Float.isNaN(b) ? a : Math.max(a, b);
  }

  static float min(float a, float b) {
    if (a < b) {
      return a;
    }
    return b < a ? b : minRare(a, b);
  }

  private static float minRare(float a, float b) {
    if (Float.isNaN(a)) {
      return b;
    }
    return Float.isNaN(b) ? a : Math.min(a, b);
  }

  static double max(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : Math.max(a, b);
  }

  static double min(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : Math.min(a, b);
  }

  /** Rounds an exact sum {@code high + low} to single precision; low is below half an ulp. */
  private static float round(double high, double low, int mode) {
    float nearest = (float) high;
    double rest = nearest == high || Double.isInfinite(high) ? low : high - nearest;
    if (Float.isNaN(nearest) || Double.isInfinite(high)) {
      return nearest;
    }
    if (Float.isInfinite(nearest)) {
      rest = nearest > 0 ? -1 : 1;
    }
    return directed(nearest, rest, mode);
  }

  /** Moves a rounded value by one step if its rounding went the wrong way. */
  private static float directed(float nearest, double rest, int mode) {
    boolean down = mode == DOWN || (mode == ZERO && nearest > 0);
    boolean up = mode == UP || (mode == ZERO && nearest < 0);
    if (rest < 0 && down) {
      return Math.nextDown(nearest);
    }
    return rest > 0 && up ? Math.nextUp(nearest) : nearest;
  }

  static float add(float a, float b, int mode) {
    return sum(a, b, mode);
  }

  static float multiply(float a, float b, int mode) {
    return round((double) a * b, 0, mode);
  }

  static float fma(float a, float b, float c, int mode) {
    if (mode == NEAREST) {
      return Math.fma(a, b, c);
    }
    return sum((double) a * b, c, mode);
  }

  private static float sum(double x, double y, int mode) {
    double high = x + y;
    if (high == 0 && mode == DOWN && (x != 0 || Math.copySign(1, x) != Math.copySign(1, y))) {
      return -0f;
    }
    return round(high, error(x, y, high), mode);
  }

  /** Returns the rounding error of {@code x + y = sum}, exactly (Knuth's TwoSum). */
  static double error(double x, double y, double sum) {
    double part = sum - x;
    return (x - (sum - part)) + (y - part);
  }

  static float divide(float a, float b, int mode) {
    float nearest = a / b;
    if (mode == NEAREST || Float.isNaN(nearest) || Float.isInfinite(a) || b == 0) {
      return nearest;
    }
    if (Float.isInfinite(nearest)) {
      return directed(nearest, nearest > 0 ? -1 : 1, mode);
    }
    double rest = Math.fma(-(double) nearest, (double) b, (double) a);
    return directed(nearest, b < 0 ? -rest : rest, mode);
  }

  static float root(float a, int mode) {
    float nearest = (float) Math.sqrt((double) a);
    if (mode == NEAREST || Float.isNaN(nearest) || Float.isInfinite(nearest)) {
      return nearest;
    }
    return directed(nearest, Math.fma(-(double) nearest, (double) nearest, (double) a), mode);
  }

  /** {@code div.approx}: as division, but 0 for divisors above 2¹²⁶ (PTX ISA, "div"). */
  static float divideApproximately(float a, float b) {
    if (Math.abs(b) > 0x1p126f && !Float.isInfinite(b) && !Float.isNaN(a)) {
      return Float.isInfinite(a) ? Float.NaN : Math.copySign(0f, a) * Math.signum(b);
    }
    return a / b;
  }

  /** {@code copysign} on bits, so that payloads of NaNs stay. */
  static int copySign(int sign, int magnitude) {
    return (magnitude & Integer.MAX_VALUE) | (sign & Integer.MIN_VALUE);
  }

  /** {@code copysign} on bits, so that payloads of NaNs stay. */
  static long copySign(long sign, long magnitude) {
    return (magnitude & Long.MAX_VALUE) | (sign & Long.MIN_VALUE);
  }

  /** {@code .xorsign.abs}: an extreme of the magnitudes, with the product's sign. */
  static float extremeOfMagnitudes(float a, float b, boolean most, boolean propagate) {
    float x = Math.abs(a);
    float y = Math.abs(b);
    float extreme =
        propagate ? most ? Math.max(x, y) : Math.min(x, y) : most ? max(x, y) : min(x, y);
    boolean negative = (Float.floatToRawIntBits(a) ^ Float.floatToRawIntBits(b)) < 0;
    return negative ? -extreme : extreme;
  }

  /** {@code testp}. */
  static int test(float value, String property) {
    boolean subnormal = value != 0 && Math.abs(value) < Float.MIN_NORMAL;
    boolean finite = Math.abs(value) < Float.POSITIVE_INFINITY;
    return property(property, finite, Float.isNaN(value), subnormal);
  }

  /** {@code testp}. */
  static int test(double value, String property) {
    boolean subnormal = value != 0 && Math.abs(value) < Double.MIN_NORMAL;
    boolean finite = Math.abs(value) < Double.POSITIVE_INFINITY;
    return property(property, finite, Double.isNaN(value), subnormal);
  }

  /** Zeros count as normal numbers (PTX ISA, "testp"). */
  private static int property(String property, boolean finite, boolean nan, boolean subnormal) {
    boolean answer =
        switch (property) {
          case "finite" -> finite;
          case "infinite" -> !finite && !nan;
          case "number" -> !nan;
          case "notanumber" -> nan;
          case "normal" -> finite && !subnormal;
          case "subnormal" -> subnormal;
          default -> throw new IllegalStateException("testp." + property);
        };
    return answer ? 1 : 0;
  }
}
