package dev.warpsmith.kernels.emulator;

/**
 * PTX's approximate functions, in double precision and rounded once.
 *
 * <p>Only additions, multiplications, their fusion, divisions and square roots are used, so the
 * bits are the same on every JVM. Errors stay below 1 ulp, within the bounds that the PTX ISA gives
 * for {@code ex2}, {@code lg2}, {@code sin}, {@code cos}, {@code tanh}, {@code rcp}, {@code rsqrt}.
 */
final class Transcendentals {
  private static final double LN2 = 0.6931471805599453;
  private static final double LOG2_E = 1.4426950408889634;
  private static final double TWO_OVER_PI = 0.6366197723675814;
  private static final double HALF_PI_HIGH = 1.5707963267948966;
  private static final double HALF_PI_LOW = 6.123233995736766e-17;

  /** Minimax polynomial of 2 to the power r, |r| at most 1/2; its relative error is 1.9e-9. */
  private static final double EX2_0 = 1.0000000005541663;

  private static final double EX2_1 = 0.6931472057372526;
  private static final double EX2_2 = 0.24022646890639573;
  private static final double EX2_3 = 0.055503287769976636;
  private static final double EX2_4 = 0.009618488956522791;
  private static final double EX2_5 = 0.001339993120947414;
  private static final double EX2_6 = 0.00015345812158740183;

  /** Beyond this exponent a float is infinite, or zero. */
  private static final int EX2_MOST = 200;

  private Transcendentals() {}

  /**
   * Returns 2 to the power x.
   *
   * <p>The only branch is one that rarely goes the other way: results that overflow beside others
   * that do not are common, and would be mispredicted.
   */
  static float ex2(float x) {
    if (!(Math.abs(x) < 0x1p30f)) {
      return Float.isNaN(x) ? x : x > 0 ? Float.POSITIVE_INFINITY : 0f;
    }
    double shifted = x + 0x1.8p52;
    int whole = (int) Double.doubleToRawLongBits(shifted);
    return power(x, shifted, Math.max(-EX2_MOST, Math.min(whole, EX2_MOST)));
  }

  /** Returns 2 to the power x, or zero where that is subnormal. */
  static float flushedEx2(float x) {
    if (!(Math.abs(x) < 0x1p30f)) {
      return ex2(x);
    }
    double shifted = x + 0x1.8p52;
    int whole = (int) Double.doubleToRawLongBits(shifted);
    return power(x, shifted, x < -126f ? -EX2_MOST : Math.min(whole, EX2_MOST));
  }

  private static float power(double x, double shifted, int whole) {
    double r = x - (shifted - 0x1.8p52);
    double r2 = r * r;
    double low = Math.fma(Math.fma(EX2_3, r, EX2_2), r2, Math.fma(EX2_1, r, EX2_0));
    double high = Math.fma(EX2_6, r2, Math.fma(EX2_5, r, EX2_4));
    double mantissa = Math.fma(high, r2 * r2, low);
    return (float) (mantissa * Double.longBitsToDouble((1023L + whole) << 52));
  }

  /** Returns 2 to the power x for |x| below 1000. */
  private static double power(double x) {
    double shifted = x + 0x1.8p52;
    double whole = shifted - 0x1.8p52;
    double t = (x - whole) * LN2;
    double t2 = t * t;
    double low = 1.0 + t + t2 * (0.5 + t * (1.0 / 6));
    double high = 1.0 / 24 + t * (1.0 / 120) + t2 * (1.0 / 720 + t * (1.0 / 5040));
    double mantissa = low + t2 * t2 * high;
    return mantissa * Double.longBitsToDouble((1023L + (long) whole) << 52);
  }

  /** Returns the logarithm to base 2. */
  static float lg2(float x) {
    if (!(x > 0f) || x == Float.POSITIVE_INFINITY) {
      return x == 0f ? Float.NEGATIVE_INFINITY : x > 0f ? x : Float.NaN;
    }
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >> 52) - 1023;
    double mantissa = Double.longBitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
    if (mantissa > 1.4142135623730951) {
      mantissa *= 0.5;
      exponent++;
    }
    double s = (mantissa - 1) / (mantissa + 1);
    double s2 = s * s;
    double s4 = s2 * s2;
    double series =
        1.0 + s2 * (1.0 / 3) + s4 * (1.0 / 5 + s2 * (1.0 / 7) + s4 * (1.0 / 9 + s2 * (1.0 / 11)));
    return (float) (exponent + 2 * LOG2_E * s * series);
  }

  /** Returns the sine of an angle in radians. */
  static float sin(float x) {
    return circular(x, 0);
  }

  /** Returns the cosine of an angle in radians. */
  static float cos(float x) {
    return circular(x, 1);
  }

  private static float circular(float x, int quarter) {
    if (!(Math.abs(x) < 0x1p30f)) {
      return Float.isNaN(x) || Float.isInfinite(x)
          ? Float.NaN
          : (float) (quarter == 0 ? StrictMath.sin(x) : StrictMath.cos(x));
    }
    double turns = x * TWO_OVER_PI + 0x1.8p52;
    long quadrant = Double.doubleToRawLongBits(turns) + quarter;
    double whole = turns - 0x1.8p52;
    double r = (x - whole * HALF_PI_HIGH) - whole * HALF_PI_LOW;
    double value = (quadrant & 1) == 0 ? sine(r) : cosine(r);
    return (float) ((quadrant & 2) == 0 ? value : -value);
  }

  private static double sine(double r) {
    double z = r * r;
    double tail = 1.0 / 362880 - z * (1.0 / 39916800);
    return r * (1 - z * (1.0 / 6 - z * (1.0 / 120 - z * (1.0 / 5040 - z * tail))));
  }

  private static double cosine(double r) {
    double z = r * r;
    double tail = 1.0 / 40320 - z * (1.0 / 3628800 - z * (1.0 / 479001600));
    return 1 - z * (0.5 - z * (1.0 / 24 - z * (1.0 / 720 - z * tail)));
  }

  /** Returns the hyperbolic tangent. */
  static float tanh(float x) {
    float magnitude = Math.abs(x);
    if (!(magnitude < 20f)) {
      return Float.isNaN(x) ? x : Math.copySign(1f, x);
    }
    if (magnitude < 0x1p-6f) {
      double z = (double) x * x;
      return (float) (x * (1 - z * (1.0 / 3 - z * (2.0 / 15))));
    }
    double e = power(2 * LOG2_E * magnitude);
    double value = (e - 1) / (e + 1);
    return (float) (x < 0 ? -value : value);
  }

  /** Returns the reciprocal of the square root. */
  static float rsqrt(float x) {
    return (float) (1.0 / Math.sqrt((double) x));
  }

  /** Returns the reciprocal of the square root. */
  static double rsqrt(double x) {
    return 1.0 / Math.sqrt(x);
  }

  /** Returns the square root, correctly rounded. */
  static float sqrt(float x) {
    return (float) Math.sqrt((double) x);
  }
}
