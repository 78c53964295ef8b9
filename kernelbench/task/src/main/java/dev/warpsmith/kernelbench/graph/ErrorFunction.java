package dev.warpsmith.kernelbench.graph;

/**
 * The error function in float64, which Java's library lacks.
 *
 * <p>Below 2.5 the series of Abramowitz and Stegun 7.1.6, whose terms are all positive; above it
 * the continued fraction 7.1.14. Relative error below 1e-13.
 */
final class ErrorFunction {
  private static final double SERIES_BELOW = 2.5;
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
  private static final double ONE_OVER_ROOT_PI = 0.5641895835477563;
  private static final int FRACTION_DEPTH = 60;

  private ErrorFunction() {}

  /** Returns erf(x). */
  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (magnitude < SERIES_BELOW) {
      return series(x);
    }
    double value = 1 - fraction(magnitude);
    return Double.isNaN(x) ? x : Math.copySign(value, x);
  }

  /** Returns erfc(x) = 1 - erf(x), accurate where erf(x) is near 1. */
  static double erfc(double x) {
    if (x < 0.5) {
      return 1 - erf(x);
    }
    return x < SERIES_BELOW ? 1 - series(x) : fraction(x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
  }

  private static double fraction(double x) {
    if (x > 27) {
      return 0;
    }
    double tail = x;
    for (int n = FRACTION_DEPTH; n > 0; n--) {
      tail = x + 0.5 * n / tail;
    }
    return ONE_OVER_ROOT_PI * Math.exp(-x * x) / tail;
  }
}
