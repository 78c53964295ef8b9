package dev.warpsmith.kernelbench.graph;

import java.util.List;

/**
 * An operator, without its operands. Dims count from 0; negative ones were resolved by the parser.
 */
public sealed interface Op {
  /**
   * Applies a scalar function to each element, operands broadcast as in NumPy.
   *
   * @param parameters a value for each of the function's own constants, in its order
   */
  record Pointwise(PointwiseFunction function, List<Double> parameters) implements Op {
    public Pointwise {
      parameters = List.copyOf(parameters);
      if (parameters.size() != function.parameters().size()) {
        throw new IllegalArgumentException(
            function.word() + " with parameters " + parameters + ": wrong number");
      }
    }
  }

  /**
   * Reduces one or more dims to one element.
   *
   * @param dims ascending
   * @param keepDims whether the dims stay, with length 1
   */
  record Reduction(ReductionKind kind, List<Integer> dims, boolean keepDims) implements Op {
    public Reduction {
      dims = dims.stream().sorted().distinct().toList();
    }
  }

  /**
   * {@code exp(x - max) / sum(exp(x - max))} along a dim.
   *
   * @param log whether the result is the logarithm of that
   */
  record Softmax(int dim, boolean log) implements Op {}

  /**
   * The product of {@code [m, k]} and {@code [k, n]}, plus a third operand {@code [n]} if there is
   * one.
   *
   * @param transposeB whether the second operand is {@code [n, k]}, as a linear layer's weight is
   */
  record MatMul(boolean transposeB) implements Op {}

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
