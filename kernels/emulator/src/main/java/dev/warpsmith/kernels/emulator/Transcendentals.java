package dev.warpsmith.kernels.emulator;

/**
 * PTX's approximate functions: {@code ex2} in single precision, the others in double precision and
 * rounded once.
 *
 * <p>Only additions, multiplications, their fusion, divisions, square roots and operations on bits
 * are used, so the bits are the same on every JVM. The relative error of {@code ex2} stays below
 * 2<sup>-23</sup>, half of what the PTX ISA allows; those of {@code lg2}, {@code sin}, {@code cos},
 * {@code tanh}, {@code rcp} and {@code rsqrt} below 1 ulp.
 */
final class Transcendentals {
  private static final double LN2 = 0.6931471805599453;
  private static final double LOG2_E = 1.4426950408889634;
  private static final double TWO_OVER_PI = 0.6366197723675814;
  private static final double HALF_PI_HIGH = 1.5707963267948966;
  private static final double HALF_PI_LOW = 6.123233995736766e-17;

  /** Minimax polynomial of 2 to the power r, |r| at most 1/2; its relative error is 2e-9. */
  private static final float EX2_1 = 0.6931472f;

  private static final float EX2_2 = 0.24022648f;
  private static final float EX2_3 = 0.055503324f;
  private static final float EX2_4 = 0.009618437f;
  private static final float EX2_5 = 0.0013398874f;
  private static final float EX2_6 = 0.00015353362f;

  /** Results of smaller exponents are subnormal, or nearly so. */
  private static final float EX2_LEAST = -125f;

  /** Floats beyond it are far apart; above it and below its negative all powers are trivial. */
  private static final float EX2_MOST = 0x1p22f;

  /**
   * Added to a float below 2 to the power 22, it rounds that to an integer in the low bits, 126
   * more than it is: the biased exponent of half the power.
   */
  private static final float TO_EXPONENT = 0x1.8p23f + 126;

  /** Bits of the least sum with {@link #TO_EXPONENT} whose power is infinite. */
  private static final int INFINITE = 0x4B400000 + 255;

  private Transcendentals() {}

  /**
   * Returns 2 to the power x.
   *
   * <p>The only branches are those that rarely go the other way: results that overflow beside
   * others that do not are common, and would be mispredicted.
   */
  static float ex2(float x) {
    return x >= EX2_LEAST && x < EX2_MOST ? power(x) : rarePower(x);
  }

  /** Returns 2 to the power x, or zero where that is subnormal. */
  static float flushedEx2(float x) {
    if (x >= EX2_LEAST && x < EX2_MOST) {
      return power(x);
    }
    return x < -126f ? 0f : rarePower(x);
  }

  /** In single precision, which keeps few instructions between a result and what it is made of. */
  private static float power(float x) {
    float shifted = x + TO_EXPONENT;
    float r = x - (shifted - TO_EXPONENT);
    float r2 = r * r;
    float high = Math.fma(Math.fma(EX2_6, r, EX2_5), r2, Math.fma(EX2_4, r, EX2_3));
    float slope = Math.fma(high, r2, Math.fma(EX2_2, r, EX2_1));
    float twice = Math.fma(slope, r + r, 2f);
    int exponent = Math.min(Float.floatToRawIntBits(shifted), INFINITE);
    return twice * Float.intBitsToFloat(exponent << 23);
  }

  private static float rarePower(float x) {
    if (Float.isNaN(x) || x >= EX2_MOST) {
      return Float.isNaN(x) ? x : Float.POSITIVE_INFINITY;
    }
    return x < -200f ? 0f : (float) power((double) x);
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
