package dev.warpsmith.kernelbench.graph;

import java.util.List;
import java.util.stream.IntStream;

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
   * The products of {@code [m, k]} and {@code [k, n]} matrices, plus a third operand {@code [n]} if
   * there is one. The matrices are the last two dims of the operands; the dims before them are the
   * same for both, or the second operand has none and is shared.
   *
   * @param transposeA whether the first operand's matrices are {@code [k, m]}
   * @param transposeB whether the second operand's are {@code [n, k]}, as a linear layer's weight
   *     is
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Op {}

  /**
   * Reorders the dims.
   *
   * @param order the operand's dim that each dim of the result is
   */
  record Permute(List<Integer> order) implements Op {
    public Permute {
      order = List.copyOf(order);
      if (!order.stream()
          .sorted()
          .toList()
          .equals(IntStream.range(0, order.size()).boxed().toList())) {
        throw new IllegalArgumentException(
            "permute with dims " + order + ": expected each of the operand's dims once");
      }
    }
  }

  /** Combines each element with all before it along a dim: an inclusive scan. */
  record Scan(ScanKind kind, int dim) implements Op {}

  /**
   * The i64 index, along a dim, of its largest or smallest element: the first of equals, and the
   * first NaN if there is one.
   *
   * @param keepDim whether the dim stays, with length 1
   */
  record ArgReduction(ArgKind kind, int dim, boolean keepDim) implements Op {}

  /**
   * Picks one element along a dim of the first operand, at the index that the second operand, which
   * lacks that dim, holds for it: {@code y[i] = x[i, index[i]]}.
   */
  record Gather(int dim) implements Op {}

  /** One case each. */
  interface Visitor<T> {
    T pointwise(Pointwise op);

    T reduction(Reduction op);

    T softmax(Softmax op);

    T matMul(MatMul op);

    T permute(Permute op);

    T scan(Scan op);

    T argReduction(ArgReduction op);

    T gather(Gather op);
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
    if (this instanceof MatMul op) {
      return visitor.matMul(op);
    }
    if (this instanceof Permute op) {
      return visitor.permute(op);
    }
    if (this instanceof Scan op) {
      return visitor.scan(op);
    }
    if (this instanceof ArgReduction op) {
      return visitor.argReduction(op);
    }
    return visitor.gather((Gather) this);
  }
}
