package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import java.util.List;
import java.util.Optional;
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

  /**
   * Slides the kernels of a weight over the spatial dims, the last ones: a cross-correlation of
   * {@code [n, cin, in...]} and {@code [cout, cin / groups, k...]}, plus a third operand {@code
   * [cout]} if there is one.
   *
   * @param transposed whether it is the gradient of that by its input: the weight is {@code [cin,
   *     cout / groups, k...]}, and the stride spreads inputs apart
   * @param outputPadding lengths added to the end of a transposed one's result
   * @param groups of channels, each of which sees only its own inputs
   */
  record Convolution(
      boolean transposed,
      List<Integer> stride,
      List<Integer> padding,
      List<Integer> dilation,
      List<Integer> outputPadding,
      Expression groups)
      implements Op {
    public Convolution {
      stride = List.copyOf(stride);
      padding = List.copyOf(padding);
      dilation = List.copyOf(dilation);
      outputPadding = List.copyOf(outputPadding);
    }

    /** Returns the number of spatial dims. */
    public int rank() {
      return stride.size();
    }

    /** Returns the name in the textual form, such as {@code conv_transpose2d}. */
    public String word() {
      return (transposed ? "conv_transpose" : "conv") + rank() + "d";
    }
  }

  /**
   * Takes the maximum or the mean of windows of the last dims.
   *
   * @param lastMayEndOutside whether a window may end outside the padded input if it begins inside
   *     the input or the padding before it (PyTorch: {@code ceil_mode})
   * @param countsPadding whether padding counts as zeros in a mean
   */
  record Pool(
      PoolKind kind,
      List<Integer> window,
      List<Integer> stride,
      List<Integer> padding,
      List<Integer> dilation,
      boolean lastMayEndOutside,
      boolean countsPadding)
      implements Op {
    public Pool {
      window = List.copyOf(window);
      stride = List.copyOf(stride);
      padding = List.copyOf(padding);
      dilation = List.copyOf(dilation);
    }

    /** Returns the number of pooled dims. */
    public int rank() {
      return window.size();
    }

    /** Returns the name in the textual form, such as {@code max_pool2d}. */
    public String word() {
      return kind.word() + "_pool" + rank() + "d";
    }
  }

  /**
   * Takes the maximum or the mean of windows of the last dims that make a result of fixed lengths:
   * window {@code i} of {@code size} reaches from {@code floor(i * in / size)} to before {@code
   * ceil((i + 1) * in / size)}.
   */
  record AdaptivePool(PoolKind kind, List<Integer> size) implements Op {
    public AdaptivePool {
      size = List.copyOf(size);
    }

    /** Returns the number of pooled dims. */
    public int rank() {
      return size.size();
    }

    /** Returns the name in the textual form, such as {@code adaptive_avg_pool2d}. */
    public String word() {
      return "adaptive_" + kind.word() + "_pool" + rank() + "d";
    }
  }

  /**
   * Subtracts the mean of a group of elements and divides by the root of their variance plus {@code
   * eps}, then multiplies by a second operand and adds a third if there are such.
   *
   * @param trailing how many of the last dims are normalised together; 0 for the kinds that go by
   *     channel, which is dim 1
   * @param groups of channels; 1 unless the kind is GROUP
   */
  record Normalization(NormalizationKind kind, int trailing, Expression groups, double eps)
      implements Op {}

  /**
   * {@code softmax(q @ transpose(k) * scale) @ v} over the last two dims, those before them a
   * batch.
   *
   * @param causal whether row {@code i} sees only the first {@code i + 1} rows of {@code k} and
   *     {@code v}
   * @param scale the factor; empty for one over the root of {@code q}'s last length
   */
  record Attention(boolean causal, Optional<Double> scale) implements Op {}

  /**
   * A scalar function of two tensors, added up or averaged over all elements.
   *
   * @param parameters a value for each of the function's own constants, in its order
   */
  record PairLoss(PointwiseFunction function, List<Double> parameters, LossReduction reduction)
      implements Op {
    public PairLoss {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * A number for each row along a dim, then added up or averaged over all rows unless the reduction
   * is NONE.
   *
   * @param parameters a value for each of the kind's own constants, in its order
   */
  record RowLoss(RowLossKind kind, int dim, List<Double> parameters, LossReduction reduction)
      implements Op {
    public RowLoss {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * The states of a recurrent layer at all steps, {@code [steps, n, hidden]}. Operands: what the
   * input adds to the gates, {@code [steps, n, gates * hidden]}; the first state {@code [n,
   * hidden]}, for an LSTM that of its cell, too; a weight {@code [gates * hidden, hidden]} of the
   * last state; and a bias {@code [gates * hidden]} if there is one more.
   *
   * @param reverse whether the last step is computed first
   * @param cell whether the result is the cell's state, which only an LSTM has
   */
  record Recurrence(RecurrenceKind kind, boolean reverse, boolean cell) implements Op {
    public Recurrence {
      if (cell && kind.states() < 2) {
        throw new IllegalArgumentException(kind.word() + " has no state of a cell");
      }
    }
  }

  /** Gives the elements, in their order in memory, another shape of as many. */
  record Reshape(List<Expression> shape) implements Op {
    public Reshape {
      shape = List.copyOf(shape);
    }
  }

  /** Moves elements to places; those that none is moved to are zero. */
  record Reindex(Reindexing reindexing) implements Op {}

  /** Puts tensors one after the other along a dim. */
  record Concat(int dim) implements Op {}

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

    T convolution(Convolution op);

    T pool(Pool op);

    T adaptivePool(AdaptivePool op);

    T normalization(Normalization op);

    T attention(Attention op);

    T pairLoss(PairLoss op);

    T rowLoss(RowLoss op);

    T recurrence(Recurrence op);

    T reshape(Reshape op);

    T reindex(Reindex op);

    T concat(Concat op);
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
    if (this instanceof Gather op) {
      return visitor.gather(op);
    }
    if (this instanceof Convolution op) {
      return visitor.convolution(op);
    }
    if (this instanceof Pool op) {
      return visitor.pool(op);
    }
    if (this instanceof AdaptivePool op) {
      return visitor.adaptivePool(op);
    }
    if (this instanceof Normalization op) {
      return visitor.normalization(op);
    }
    if (this instanceof Attention op) {
      return visitor.attention(op);
    }
    if (this instanceof PairLoss op) {
      return visitor.pairLoss(op);
    }
    if (this instanceof RowLoss op) {
      return visitor.rowLoss(op);
    }
    if (this instanceof Recurrence op) {
      return visitor.recurrence(op);
    }
    if (this instanceof Reshape op) {
      return visitor.reshape(op);
    }
    if (this instanceof Reindex op) {
      return visitor.reindex(op);
    }
    return visitor.concat((Concat) this);
  }
}
