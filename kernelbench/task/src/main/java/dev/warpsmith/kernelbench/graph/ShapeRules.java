package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Polynomial;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Derives the type and symbolic shape of an operator's result. Dims are equal only where that can
 * be proven: sums of the same products.
 */
public final class ShapeRules implements Op.Visitor<TensorSpec> {
  private final String name;
  private final List<Optional<TensorSpec>> operands;

  private ShapeRules(String name, List<Optional<TensorSpec>> operands) {
    this.name = name;
    this.operands = operands;
  }

  /**
   * Derives the result of applying an operator.
   *
   * @param name the result's name
   * @param operands their types and shapes; empty for scalars and constants
   * @throws IllegalArgumentException if the operator does not apply to such operands; the message
   *     says why
   */
  public static TensorSpec apply(String name, Op op, List<Optional<TensorSpec>> operands) {
    return op.accept(new ShapeRules(name, List.copyOf(operands)));
  }

  /** Tells whether two dims are equal at all sizes. */
  public static boolean provablyEqual(Expression left, Expression right) {
    return left.equals(right) || Polynomial.of(left).equals(Polynomial.of(right));
  }

  /** Tells whether two shapes are equal at all sizes. */
  public static boolean provablyEqual(List<Expression> left, List<Expression> right) {
    return left.size() == right.size()
        && IntStream.range(0, left.size())
            .allMatch(dim -> provablyEqual(left.get(dim), right.get(dim)));
  }

  /** Tells whether a dim is the literal 1, which broadcasts. */
  public static boolean isOne(Expression dim) {
    return literal(dim).filter(value -> value == 1).isPresent();
  }

  private static Optional<Long> literal(Expression dim) {
    return dim.names().isEmpty() ? Optional.of(dim.evaluate(Bindings.none())) : Optional.empty();
  }

  @Override
  public TensorSpec pointwise(Op.Pointwise op) {
    List<TensorSpec> tensors = operands.stream().flatMap(Optional::stream).toList();
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException(
          op.function().word() + " has no tensor operand, expected one at least");
    }
    return new TensorSpec(name, PointwiseTypes.result(op.function(), operands), broadcast(tensors));
  }

  @Override
  public TensorSpec reduction(Op.Reduction op) {
    TensorSpec x = tensor(0, op.kind().word());
    List<Expression> shape = new ArrayList<>();
    for (int dim = 0; dim < x.shape().size(); dim++) {
      if (!op.dims().contains(dim)) {
        shape.add(x.shape().get(dim));
      } else if (op.keepDims()) {
        shape.add(Expression.of(1));
      }
    }
    boolean exact = op.kind() == ReductionKind.MAX || op.kind() == ReductionKind.MIN;
    if (!exact) {
      requireFloating(x, op.kind().word());
    }
    return new TensorSpec(name, x.dtype(), shape);
  }

  @Override
  public TensorSpec softmax(Op.Softmax op) {
    TensorSpec x = tensor(0, "softmax");
    requireFloating(x, "softmax");
    return new TensorSpec(name, x.dtype(), x.shape());
  }

  @Override
  public TensorSpec matMul(Op.MatMul op) {
    return new MatMulShape(
            name,
            op,
            tensor(0, MatMulShape.word(op)),
            tensor(1, MatMulShape.word(op)),
            MatMulShape.word(op))
        .result(operands.size() > 2 ? Optional.of(tensor(2, "linear")) : Optional.empty());
  }

  @Override
  public TensorSpec permute(Op.Permute op) {
    TensorSpec x = tensor(0, "permute");
    requireDims(x, op.order().size(), "permute", "as many as it reorders");
    return new TensorSpec(
        name, x.dtype(), op.order().stream().map(dim -> x.shape().get(dim)).toList());
  }

  @Override
  public TensorSpec scan(Op.Scan op) {
    TensorSpec x = tensor(0, op.kind().word());
    requireFloating(x, op.kind().word());
    return new TensorSpec(name, x.dtype(), x.shape());
  }

  @Override
  public TensorSpec argReduction(Op.ArgReduction op) {
    List<Expression> shape = new ArrayList<>(tensor(0, op.kind().word()).shape());
    shape.remove(op.dim());
    if (op.keepDim()) {
      shape.add(op.dim(), Expression.of(1));
    }
    return new TensorSpec(name, DType.I64, shape);
  }

  @Override
  public TensorSpec gather(Op.Gather op) {
    TensorSpec x = tensor(0, "gather");
    TensorSpec index = tensor(1, "gather");
    if (index.dtype() != DType.I64 && index.dtype() != DType.I32) {
      throw new IllegalArgumentException(
          "gather: the index is " + index + ", expected a type of i64 or i32");
    }
    List<Expression> shape = new ArrayList<>(x.shape());
    shape.remove(op.dim());
    if (!provablyEqual(index.shape(), shape)) {
      throw new IllegalArgumentException(
          "gather: the index is %s, expected a shape of %s: that of %s without dim %d"
              .formatted(index, shape, x, op.dim()));
    }
    return new TensorSpec(name, x.dtype(), shape);
  }

  @Override
  public TensorSpec convolution(Op.Convolution op) {
    Optional<TensorSpec> bias =
        operands.size() > 2 ? Optional.of(tensor(2, op.word())) : Optional.empty();
    return new WindowShapes(name, tensor(0, op.word()), op.word())
        .convolution(op, tensor(1, op.word()), bias);
  }

  @Override
  public TensorSpec pool(Op.Pool op) {
    return new WindowShapes(name, tensor(0, op.word()), op.word()).pool(op);
  }

  @Override
  public TensorSpec adaptivePool(Op.AdaptivePool op) {
    return new WindowShapes(name, tensor(0, op.word()), op.word()).adaptivePool(op);
  }

  @Override
  public TensorSpec normalization(Op.Normalization op) {
    List<TensorSpec> tensors = tensors(op.kind().word());
    return new NormalizationShape(op, tensors.get(0))
        .result(name, tensors.subList(1, tensors.size()));
  }

  @Override
  public TensorSpec attention(Op.Attention op) {
    String word = "scaled_dot_product_attention";
    MatMulShape scores =
        new MatMulShape(name, new Op.MatMul(false, true), tensor(0, word), tensor(1, word), word);
    TensorSpec weights = scores.result(Optional.empty());
    TensorSpec v = tensor(2, word);
    requireDims(v, weights.shape().size(), word, "as many as the query's");
    return new MatMulShape(name, new Op.MatMul(false, false), weights, v, word)
        .result(Optional.empty());
  }

  @Override
  public TensorSpec pairLoss(Op.PairLoss op) {
    String word = op.function().word();
    return new LossShapes(name, word, tensors(word)).pair(op);
  }

  @Override
  public TensorSpec rowLoss(Op.RowLoss op) {
    return new LossShapes(name, op.kind().word(), tensors(op.kind().word())).rows(op);
  }

  @Override
  public TensorSpec recurrence(Op.Recurrence op) {
    return RecurrenceShape.result(name, op, tensors(op.kind().word()));
  }

  @Override
  public TensorSpec reshape(Op.Reshape op) {
    TensorSpec x = tensor(0, "reshape");
    return new TensorSpec(name, x.dtype(), new ViewShapes(x, "reshape").reshape(op.shape()));
  }

  @Override
  public TensorSpec reindex(Op.Reindex op) {
    String word = op.reindexing().word();
    TensorSpec x = tensor(0, word);
    return new TensorSpec(name, x.dtype(), op.reindexing().accept(new ViewShapes(x, word)));
  }

  @Override
  public TensorSpec concat(Op.Concat op) {
    return ViewShapes.concat(name, op.dim(), tensors("cat"));
  }

  private List<TensorSpec> tensors(String word) {
    return IntStream.range(0, operands.size()).mapToObj(i -> tensor(i, word)).toList();
  }

  private List<Expression> broadcast(List<TensorSpec> tensors) {
    int rank = tensors.stream().mapToInt(tensor -> tensor.shape().size()).max().orElseThrow();
    List<Expression> shape = new ArrayList<>();
    for (int dim = 0; dim < rank; dim++) {
      shape.add(broadcast(tensors, dim - rank));
    }
    return shape;
  }

  /** Returns the length of a dim, counted from the end: -1 is the last. */
  private static Expression broadcast(List<TensorSpec> tensors, int fromEnd) {
    Optional<TensorSpec> widest = Optional.empty();
    for (TensorSpec tensor : tensors) {
      int dim = tensor.shape().size() + fromEnd;
      if (dim < 0 || isOne(tensor.shape().get(dim))) {
        continue;
      }
      if (widest.isPresent()) {
        requireEqual("broadcast", widest.get(), widest.get().shape().size() + fromEnd, tensor, dim);
      } else {
        widest = Optional.of(tensor);
      }
    }
    return widest
        .map(tensor -> tensor.shape().get(tensor.shape().size() + fromEnd))
        .orElseGet(() -> Expression.of(1));
  }

  static void requireEqual(String word, TensorSpec a, int i, TensorSpec b, int j) {
    Expression left = a.shape().get(i);
    Expression right = b.shape().get(j);
    if (!provablyEqual(left, right)) {
      throw new IllegalArgumentException(
          ("%s: dim %d of %s is %s, but dim %d of %s is %s; they cannot be proven equal at all"
                  + " sizes (write both with the same dim%s)")
              .formatted(
                  word, i, a, left, j, b, right, word.equals("broadcast") ? ", or one as 1" : ""));
    }
  }

  static void requireSameType(String word, TensorSpec a, TensorSpec b) {
    requireFloating(a, word);
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          word + ": " + a + " and " + b + " have different types, expected the same");
    }
  }

  static void requireFloating(TensorSpec x, String word) {
    if (!x.dtype().floating()) {
      throw new IllegalArgumentException(
          word + ": " + x + " has an integer type, expected f64, f32, f16 or bf16");
    }
  }

  static void requireDims(TensorSpec x, int dims, String word, String what) {
    if (x.shape().size() != dims) {
      throw new IllegalArgumentException(
          "%s: %s has %d dims, expected %d: %s".formatted(word, x, x.shape().size(), dims, what));
    }
  }

  private TensorSpec tensor(int index, String word) {
    return operands
        .get(index)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    word + ": operand " + (index + 1) + " is a number, expected a tensor"));
  }
}
