package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;

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

  /**
   * Returns the rule of an output in a case. Under an infinite input, NaN is as right as infinity:
   * sums with compensation and products split in parts subtract infinities where plain ones do not.
   * Finite elements must be right all the same.
   */
  static Ties of(Oracle oracle, InputCase inputs, TensorSpec output) {
    return inputs.stress().infinite() && output.dtype().floating()
        ? (index, expected, got) -> Double.isInfinite(expected) && Double.isNaN(got)
        : oracle.ties(inputs, output);
  }

  /** Returns the rule of outputs of which each element has one right value. */
  static Ties none() {
    return (index, expected, got) -> false;
  }
}
