package dev.warpsmith.kernelbench.reference;

/**
 * The inverse of the standard normal distribution's cumulative function, by P. J. Acklam's rational
 * approximations (relative error below 1.2e-9). Only exactly rounded operations and {@link
 * StrictMath} are used, so that every JVM gives the same bits.
 */
final class NormalQuantile {
  private static final double TAIL = 0.02425;
  private static final int INTERVALS = 1 << 11;
  private static final double[] KNOTS = knots();

  private NormalQuantile() {}

  /**
   * Returns x such that a standard normal variable is below x with the given probability.
   *
   * @param probability above 0 and below 1
   */
  static double of(double probability) {
    if (probability < TAIL) {
      return tail(Math.sqrt(-2 * StrictMath.log(probability)));
    }
    if (probability > 1 - TAIL) {
      return -tail(Math.sqrt(-2 * StrictMath.log(1 - probability)));
    }
    return centre(probability - 0.5);
  }

  /**
   * Returns the same to within 3e-5, but faster: outside the tails by interpolation between {@value
   * #INTERVALS} knots. Good for drawing random numbers.
   */
  static double near(double probability) {
    if (probability < TAIL || probability > 1 - TAIL) {
      return of(probability);
    }
    double position = probability * INTERVALS;
    int knot = (int) position;
    double left = KNOTS[knot];
    return left + (KNOTS[knot + 1] - left) * (position - knot);
  }

  /** Returns the quantiles of k / INTERVALS; the two ends, which have none, are never read. */
  private static double[] knots() {
    double[] knots = new double[INTERVALS + 1];
    for (int k = 1; k < INTERVALS; k++) {
      knots[k] = of((double) k / INTERVALS);
    }
    return knots;
  }

  private static double centre(double q) {
    double r = q * q;
    double numerator =
        (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
                            + 1.383577518672690e+02)
                        * r
                    - 3.066479806614716e+01)
                * r
            + 2.506628277459239e+00);
    double denominator =
        ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
                        + 6.680131188771972e+01)
                    * r
                - 1.328068155288572e+01)
            * r;
    return numerator * q / (denominator + 1);
  }

  private static double tail(double q) {
    double numerator =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q
                        - 2.549732539343734e+00)
                    * q
                + 4.374664141464968e+00)
            * q;
    double denominator =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q
                + 3.754408661907416e+00)
            * q;
    return (numerator + 2.938163982698783e+00) / (denominator + 1);
  }
}
