package dev.warpsmith.profiler.selection;

import java.util.OptionalDouble;

/** Pearson's correlation. */
final class Pearson {
  /** Below this part of its size a column's spread is rounding. */
  private static final double NOISE = 1e-12;

  private Pearson() {}

  /**
   * Returns r of the pairs in which both are numbers, from -1 to 1.
   *
   * @param least pairs below which there is no r
   * @return empty also where one of the columns does not vary
   */
  static OptionalDouble r(double[] x, double[] y, int least) {
    int n = 0;
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < x.length; i++) {
      if (paired(x, y, i)) {
        n++;
        meanX += (x[i] - meanX) / n;
        meanY += (y[i] - meanY) / n;
      }
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      if (paired(x, y, i)) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
        xy += (x[i] - meanX) * (y[i] - meanY);
      }
    }
    if (n < least || !varies(xx, n, meanX) || !varies(yy, n, meanY)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy)))));
  }

  private static boolean varies(double squares, int n, double mean) {
    return Math.sqrt(squares / n) > NOISE * Math.abs(mean);
  }

  private static boolean paired(double[] x, double[] y, int i) {
    return !Double.isNaN(x[i]) && !Double.isNaN(y[i]);
  }
}
