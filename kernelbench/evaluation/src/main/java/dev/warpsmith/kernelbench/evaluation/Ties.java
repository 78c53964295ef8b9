package dev.warpsmith.kernelbench.evaluation;

/**
 * Which integers, NaNs and infinities are as right as the reference's, for rounding decides between
 * them.
 */
@FunctionalInterface
interface Ties {
  /**
   * Tells whether another value than the expected one is right.
   *
   * @param index of the output's element, row-major
   */
  boolean admits(long index, double expected, double got);

  /** Returns the rule of outputs of which each element has one right value. */
  static Ties none() {
    return (index, expected, got) -> false;
  }
}
