package dev.warpsmith.kernelbench.graph;

import java.util.List;

/**
 * An operator, without its operands. Dims count from 0; negative ones were resolved by the parser.
 */
public sealed interface Op {
  /**
   * Applies a scalar function to each element, operands broadcast as in NumPy.
   *
   * @param parameters the function's own constants, such as a slope, in its order
   */
  record Pointwise(PointwiseFunction function, List<Double> parameters) implements Op {
    public Pointwise {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Reduces one dim.
   *
   * @param keepDim whether the dim stays, with length 1
   */
  record Reduction(ReductionKind kind, int dim, boolean keepDim) implements Op {}

  /** {@code exp(x - max) / sum(exp(x - max))} along a dim. */
  record Softmax(int dim) implements Op {}

  /** The product of {@code [m, k]} and {@code [k, n]}. */
  record MatMul() implements Op {}

  /** One case each. */
  interface Visitor<T> {
    T pointwise(Pointwise op);

    T reduction(Reduction op);

    T softmax(Softmax op);

    T matMul(MatMul op);
  }

  /** Calls the visitor's method for the case that this is. */
  default <T> T accept(Visitor<T> visitor) {
    if (this instanceof Pointwise op) {
      return visitor.pointwise(op);
    }
    if (this instanceof Reduction op) {
      return visitor.reduction(op);
    }
    if (this instanceof Softmax op) {
      return visitor.softmax(op);
    }
    return visitor.matMul((MatMul) this);
  }
}
