package dev.warpsmith.kernelbench.graph;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The float64 meaning of a scalar function. */
interface Formula {
  /**
   * Computes the function.
   *
   * @param x the operands
   * @param p the parameters
   */
  double apply(double[] x, double[] p);

  static Formula unary(DoubleUnaryOperator function) {
    return (x, p) -> function.applyAsDouble(x[0]);
  }

  static Formula binary(DoubleBinaryOperator function) {
    return (x, p) -> function.applyAsDouble(x[0], x[1]);
  }

  /** A predicate, whose value is 1 or 0. */
  static Formula test(Comparison comparison) {
    return (x, p) -> comparison.holds(x[0], x[1]) ? 1 : 0;
  }

  /** A relation of two numbers. */
  interface Comparison {
    boolean holds(double left, double right);
  }
}
