package dev.warpsmith.kernelbench.graph;

/** How numbers are written in the textual form. */
final class Numbers {
  private Numbers() {}

  /** Returns a text that reads back as the same number: {@code 2}, {@code 0.01}, {@code -inf}. */
  static String text(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    boolean negativeZero = value == 0 && 1 / value < 0;
    return whole && !negativeZero ? Long.toString((long) value) : Double.toString(value);
  }
}
