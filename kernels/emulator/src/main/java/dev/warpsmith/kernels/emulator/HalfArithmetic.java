package dev.warpsmith.kernels.emulator;

/**
 * Arithmetic on 16-bit floats, held as bits: IEEE binary16 ({@code f16}) and bfloat16.
 *
 * <p>Sums, products and roots of 16-bit values computed in single precision and rounded again are
 * correctly rounded; {@code fma} goes through double precision rounded to odd.
 */
final class HalfArithmetic {
  static final int NAN = 0x7FFF;

  private HalfArithmetic() {}

  /** Widens a binary16. */
  static float fromHalf(int bits) {
    int exponent = bits >>> 10 & 0x1F;
    int mantissa = bits & 0x3FF;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | mantissa << 13);
    }
    if (exponent != 0) {
      return Float.intBitsToFloat(sign | (exponent + 112) << 23 | mantissa << 13);
    }
    float magnitude = mantissa * 0x1p-24f;
    return sign == 0 ? magnitude : -magnitude;
  }

  /** Rounds to binary16, nearest even. */
  static int toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & Integer.MAX_VALUE;
    if (magnitude >= 0x47800000) {
      return magnitude > 0x7F800000 ? NAN : sign | 0x7C00;
    }
    if (magnitude < 0x38800000) {
      float scaled = Float.intBitsToFloat(magnitude) + 0.5f;
      return sign | (Float.floatToRawIntBits(scaled) - 0x3F000000);
    }
    int rounded = magnitude + 0xFFF + (magnitude >>> 13 & 1);
    return sign | (rounded - 0x38000000) >>> 13;
  }

  /** Widens a bfloat16. */
  static float fromBfloat(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds to bfloat16, nearest even. */
  static int toBfloat(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
  }

  /** Rounds to binary16 or bfloat16 in a mode of {@link FloatArithmetic}. */
  static int round(double value, boolean brain, int mode) {
    double magnitude = Math.abs(value);
    if (!(magnitude <= Double.MAX_VALUE)) {
      return narrow((float) value, brain);
    }
    int fraction = brain ? 7 : 10;
    int least = brain ? -133 : -24;
    int unit = Math.max(Math.getExponent(magnitude) - fraction, least);
    double scaled = Math.scalb(magnitude, -unit);
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    int bits = ((unit - least) << fraction) + (int) integral(scaled, negative, mode);
    int infinity = brain ? 0x7F80 : 0x7C00;
    if (bits >= infinity) {
      boolean inward =
          mode == FloatArithmetic.ZERO
              || mode == (negative ? FloatArithmetic.UP : FloatArithmetic.DOWN);
      bits = inward ? infinity - 1 : infinity;
    }
    return negative ? bits | 0x8000 : bits;
  }

  private static double integral(double magnitude, boolean negative, int mode) {
    return switch (mode) {
      case FloatArithmetic.NEAREST -> Math.rint(magnitude);
      case FloatArithmetic.ZERO -> Math.floor(magnitude);
      case FloatArithmetic.DOWN -> negative ? Math.ceil(magnitude) : Math.floor(magnitude);
      default -> negative ? Math.floor(magnitude) : Math.ceil(magnitude);
    };
  }

  /** Rounds a double to single precision so that a later rounding to 16 bits is the only one. */
  static float odd(double value) {
    float nearest = (float) value;
    if (nearest == value || Float.isNaN(nearest)) {
      return nearest;
    }
    float toward = Math.abs((double) nearest) > Math.abs(value) ? shrink(nearest) : nearest;
    return Float.intBitsToFloat(Float.floatToRawIntBits(toward) | 1);
  }

  private static float shrink(float value) {
    return value > 0 ? Math.nextDown(value) : Math.nextUp(value);
  }

  /** Returns {@code a * b + c}, rounded to odd so that a later rounding is the only one. */
  private static double fma(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double error = FloatArithmetic.error(product, c, sum);
    if (error == 0 || Double.isInfinite(sum) || Double.isNaN(sum)) {
      return sum;
    }
    long bits = Double.doubleToRawLongBits(sum);
    boolean away = (error < 0) == (sum > 0);
    return Double.longBitsToDouble((away ? bits - 1 : bits) | 1);
  }

  /** Applies a unary operation to a 16-bit value. */
  static int unary(int a, String operation, boolean brain) {
    if (operation.equals("neg")) {
      return isNan(a, brain) ? NAN : a ^ 0x8000;
    }
    if (operation.equals("abs")) {
      return isNan(a, brain) ? NAN : a & 0x7FFF;
    }
    float x = widen(a, brain);
    float result =
        switch (operation) {
          case "ex2" -> Transcendentals.ex2(x);
          case "tanh" -> Transcendentals.tanh(x);
          default -> throw new IllegalStateException(operation);
        };
    return narrow(result, brain);
  }

  static int add(int a, int b, boolean brain) {
    return narrow(widen(a, brain) + widen(b, brain), brain);
  }

  static int subtract(int a, int b, boolean brain) {
    return narrow(widen(a, brain) - widen(b, brain), brain);
  }

  static int multiply(int a, int b, boolean brain) {
    return narrow(widen(a, brain) * widen(b, brain), brain);
  }

  static int fma(int a, int b, int c, boolean brain) {
    return narrow(odd(fma(widen(a, brain), widen(b, brain), widen(c, brain))), brain);
  }

  /** Returns {@code a * b + c} in a mode of {@link FloatArithmetic}. */
  static int fma(int a, int b, int c, boolean brain, int mode) {
    float x = widen(a, brain);
    float y = widen(b, brain);
    float z = widen(c, brain);
    double sum = fma(x, y, z);
    boolean opposite = (Double.doubleToRawLongBits((double) x * y) < 0) != (1 / z < 0 || z < 0);
    if (sum == 0 && mode == FloatArithmetic.DOWN && (opposite || z != 0)) {
      return 0x8000;
    }
    return round(sum, brain, mode);
  }

  static int min(int a, int b, boolean brain) {
    return narrow(FloatArithmetic.min(widen(a, brain), widen(b, brain)), brain);
  }

  static int max(int a, int b, boolean brain) {
    return narrow(FloatArithmetic.max(widen(a, brain), widen(b, brain)), brain);
  }

  /** Returns an extreme; NaN wins over numbers. */
  static int extremeOrNan(int a, int b, boolean brain, boolean most) {
    float x = widen(a, brain);
    float y = widen(b, brain);
    return narrow(most ? Math.max(x, y) : Math.min(x, y), brain);
  }

  /** {@code .xorsign.abs}: an extreme of the magnitudes, with the product's sign. */
  static int extremeOfMagnitudes(int a, int b, boolean brain, boolean most, boolean propagate) {
    float x = widen(a, brain);
    float y = widen(b, brain);
    return narrow(FloatArithmetic.extremeOfMagnitudes(x, y, most, propagate), brain);
  }

  /** Clamps to [0, 1]; NaN becomes 0. */
  static int saturate(int a, boolean brain) {
    return narrow(FloatArithmetic.saturate(widen(a, brain)), brain);
  }

  /** Replaces negative values by 0. */
  static int relu(int a, boolean brain) {
    return isNan(a, brain) ? NAN : (a & 0x8000) != 0 ? 0 : a;
  }

  /** Replaces infinities by the largest finite value. */
  static int satfinite(int a, boolean brain) {
    int infinity = brain ? 0x7F80 : 0x7C00;
    return (a & 0x7FFF) == infinity ? a - 1 : a;
  }

  /** Replaces subnormals by zero of the same sign. */
  static int flush(int a, boolean brain) {
    return (a & (brain ? 0x7F80 : 0x7C00)) == 0 ? a & 0x8000 : a;
  }

  private static boolean isNan(int a, boolean brain) {
    return (a & 0x7FFF) > (brain ? 0x7F80 : 0x7C00);
  }

  static float widen(int bits, boolean brain) {
    return brain ? fromBfloat(bits) : fromHalf(bits);
  }

  static int narrow(float value, boolean brain) {
    return brain ? toBfloat(value) : toHalf(value);
  }
}
