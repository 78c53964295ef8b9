package dev.warpsmith.kernels.emulator;

import java.math.BigDecimal;

/**
 * Arithmetic of f64 in the directed rounding modes of {@link FloatArithmetic}.
 *
 * <p>The JVM's result, rounded to nearest, is at most one step away; the sign of its exact error
 * tells which way. Where the error itself might be rounded away, it is computed in full.
 */
final class DirectedDouble {
  /** Above it, errors of products and quotients are doubles. */
  private static final double SAFE = 0x1p-900;

  private DirectedDouble() {}

  static double add(double a, double b, int mode) {
    double sum = a + b;
    if (sum == 0) {
      return zero(sum, a == 0 && b == 0 && 1 / a == 1 / b, mode);
    }
    if (!finite(a) || !finite(b)) {
      return sum;
    }
    return finite(sum) ? step(sum, FloatArithmetic.error(a, b, sum), mode) : step(sum, -sum, mode);
  }

  /** Returns an exact zero: a sum of opposites is -0 only if rounded down. */
  private static double zero(double nearest, boolean sameSign, int mode) {
    return mode == FloatArithmetic.DOWN && !sameSign ? -0.0 : nearest;
  }

  static double multiply(double a, double b, int mode) {
    double product = a * b;
    if (a == 0 || b == 0 || !finite(a) || !finite(b)) {
      return product;
    }
    if (!finite(product)) {
      return step(product, -product, mode);
    }
    double rest =
        Math.abs(product) > SAFE
            ? Math.fma(a, b, -product)
            : exact(a).multiply(exact(b)).compareTo(exact(product));
    return step(product, rest, mode);
  }

  static double fma(double a, double b, double c, int mode) {
    double nearest = Math.fma(a, b, c);
    if (!finite(a) || !finite(b) || !finite(c)) {
      return nearest;
    }
    if (!finite(nearest)) {
      return step(nearest, -nearest, mode);
    }
    BigDecimal exact = exact(a).multiply(exact(b)).add(exact(c));
    if (exact.signum() == 0) {
      boolean zeros = (a == 0 || b == 0) && c == 0;
      boolean negative = Math.copySign(1, a) * Math.copySign(1, b) < 0;
      return zero(nearest, zeros && negative == (1 / c < 0), mode);
    }
    return step(nearest, exact.compareTo(exact(nearest)), mode);
  }

  static double divide(double a, double b, int mode) {
    double quotient = a / b;
    if (a == 0 || b == 0 || !finite(a) || !finite(b)) {
      return quotient;
    }
    if (!finite(quotient)) {
      return step(quotient, -quotient, mode);
    }
    double rest =
        Math.abs(quotient) > SAFE && Math.abs(a) > SAFE
            ? Math.fma(-quotient, b, a)
            : exact(a).compareTo(exact(quotient).multiply(exact(b)));
    return step(quotient, b < 0 ? -rest : rest, mode);
  }

  static double root(double a, int mode) {
    double root = Math.sqrt(a);
    if (!(a > 0) || !finite(root)) {
      return root;
    }
    double rest =
        a > SAFE
            ? Math.fma(-root, root, a)
            : Math.fma(-root * 0x1p200, root * 0x1p200, a * 0x1p200 * 0x1p200);
    return step(root, rest, mode);
  }

  private static boolean finite(double value) {
    return Math.abs(value) <= Double.MAX_VALUE;
  }

  private static BigDecimal exact(double value) {
    return new BigDecimal(value);
  }

  /** Moves a rounded value by one step if its rounding went the wrong way. */
  static double step(double nearest, double rest, int mode) {
    boolean down = mode == FloatArithmetic.DOWN || (mode == FloatArithmetic.ZERO && nearest > 0);
    boolean up = mode == FloatArithmetic.UP || (mode == FloatArithmetic.ZERO && nearest < 0);
    if (rest < 0 && down) {
      return Math.nextDown(nearest);
    }
    return rest > 0 && up ? Math.nextUp(nearest) : nearest;
  }
}
