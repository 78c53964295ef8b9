package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Optional;

/** Finds why a node cannot be computed at a size: what symbolic shapes cannot tell. */
final class SizeRules implements Op.Visitor<Optional<String>> {
  private static final Optional<String> NONE = Optional.empty();

  private final List<Optional<TensorSpec>> operands;
  private final Bindings size;

  private SizeRules(OpGraph graph, Node node, Bindings size) {
    this.size = size;
    this.operands =
        node.operands().stream()
            .map(
                operand ->
                    operand.match(
                        value -> Optional.of(graph.spec(value.name())),
                        scalar -> Optional.<TensorSpec>empty(),
                        constant -> Optional.<TensorSpec>empty()))
            .toList();
  }

  /** Returns the problem of a node, with its text and the size; empty if it has none. */
  static Optional<String> problem(OpGraph graph, Node node, Bindings size) {
    try {
      Optional<String> own = node.op().accept(new SizeRules(graph, node, size));
      return own.or(() -> length(node.result(), size))
          .map(problem -> node + " at " + size + ": " + problem);
    } catch (IllegalArgumentException e) {
      return Optional.of(node + " has no size: " + e.getMessage());
    }
  }

  private static Optional<String> length(TensorSpec result, Bindings size) {
    for (Expression length : result.shape()) {
      if (length.evaluate(size) < 1) {
        return Optional.of(
            "dim %s of %s is %d, expected 1 or more"
                .formatted(length, result, length.evaluate(size)));
      }
    }
    return NONE;
  }

  private long[] operand(int index) {
    return operands.get(index).map(tensor -> tensor.shape(size)).orElseGet(() -> new long[0]);
  }

  private Optional<String> divides(String what, long length, Expression groups) {
    long by = groups.evaluate(size);
    return by < 1 || length % by != 0
        ? Optional.of(
            length + " " + what + " in " + by + " groups, expected a number that divides them")
        : NONE;
  }

  @Override
  public Optional<String> pointwise(Op.Pointwise op) {
    return NONE;
  }

  @Override
  public Optional<String> reduction(Op.Reduction op) {
    return NONE;
  }

  @Override
  public Optional<String> softmax(Op.Softmax op) {
    return NONE;
  }

  @Override
  public Optional<String> matMul(Op.MatMul op) {
    return NONE;
  }

  @Override
  public Optional<String> permute(Op.Permute op) {
    return NONE;
  }

  @Override
  public Optional<String> scan(Op.Scan op) {
    return NONE;
  }

  @Override
  public Optional<String> argReduction(Op.ArgReduction op) {
    return NONE;
  }

  @Override
  public Optional<String> gather(Op.Gather op) {
    return NONE;
  }

  @Override
  public Optional<String> convolution(Op.Convolution op) {
    long[] in = operand(0);
    long[] weight = operand(1);
    Optional<String> problem =
        divides("input channels", in[1], op.groups())
            .or(() -> divides("channels of the weight", weight[0], op.groups()));
    for (int dim = 0; dim < op.rank() && !op.transposed() && problem.isEmpty(); dim++) {
      problem = fits(in[dim + 2], weight[dim + 2], op.padding().get(dim), op.dilation().get(dim));
    }
    return problem;
  }

  private static Optional<String> fits(long in, long window, long padding, long dilation) {
    long covered = (window - 1) * dilation + 1;
    return in + 2 * padding < covered
        ? Optional.of(
            "a window of %d elements does not fit %d, padded by %d on both sides"
                .formatted(covered, in, padding))
        : NONE;
  }

  @Override
  public Optional<String> pool(Op.Pool op) {
    long[] in = operand(0);
    Optional<String> problem = NONE;
    for (int dim = 0; dim < op.rank() && problem.isEmpty(); dim++) {
      problem =
          fits(
              in[in.length - op.rank() + dim],
              op.window().get(dim),
              op.padding().get(dim),
              op.dilation().get(dim));
    }
    return problem;
  }

  @Override
  public Optional<String> adaptivePool(Op.AdaptivePool op) {
    return NONE;
  }

  @Override
  public Optional<String> normalization(Op.Normalization op) {
    return op.kind() == NormalizationKind.GROUP
        ? divides("channels", operand(0)[1], op.groups())
        : NONE;
  }

  @Override
  public Optional<String> attention(Op.Attention op) {
    return NONE;
  }

  @Override
  public Optional<String> pairLoss(Op.PairLoss op) {
    return NONE;
  }

  @Override
  public Optional<String> rowLoss(Op.RowLoss op) {
    return NONE;
  }

  @Override
  public Optional<String> recurrence(Op.Recurrence op) {
    return NONE;
  }

  @Override
  public Optional<String> reshape(Op.Reshape op) {
    return NONE;
  }

  @Override
  public Optional<String> reindex(Op.Reindex op) {
    return op.reindexing()
        .accept(
            new Reindexing.Visitor<Optional<String>>() {
              @Override
              public Optional<String> flip(Reindexing.Flip flip) {
                return NONE;
              }

              @Override
              public Optional<String> narrow(Reindexing.Narrow narrow) {
                return inside(
                    narrow.dim(), narrow.start().evaluate(size), narrow.length().evaluate(size));
              }

              @Override
              public Optional<String> select(Reindexing.Select select) {
                return inside(select.dim(), select.index().evaluate(size), 1);
              }

              @Override
              public Optional<String> triangle(Reindexing.Triangle triangle) {
                return NONE;
              }

              @Override
              public Optional<String> diagonal(Reindexing.Diagonal diagonal) {
                return NONE;
              }

              @Override
              public Optional<String> expand(Reindexing.Expand expand) {
                return NONE;
              }
            });
  }

  private Optional<String> inside(int dim, long start, long length) {
    long available = operand(0)[dim];
    return start < 0 || start + length > available
        ? Optional.of(
            "elements %d to %d of dim %d, which has %d"
                .formatted(start, start + length - 1, dim, available))
        : NONE;
  }

  @Override
  public Optional<String> concat(Op.Concat op) {
    return NONE;
  }
}
