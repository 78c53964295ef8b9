package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import java.util.Arrays;

/** How many elements one result of an operator adds up. */
class ReductionLength implements Op.Visitor<Long> {
  private final OpGraph graph;
  private final Node node;
  private final Bindings size;

  ReductionLength(OpGraph graph, Node node, Bindings size) {
    this.graph = graph;
    this.node = node;
    this.size = size;
  }

  @Override
  public Long pointwise(Op.Pointwise op) {
    return 1L;
  }

  @Override
  public Long reduction(Op.Reduction op) {
    long[] shape = operandShape();
    long product = 1;
    for (int dim : op.dims()) {
      product = Math.multiplyExact(product, shape[dim]);
    }
    return product;
  }

  @Override
  public Long softmax(Op.Softmax op) {
    return operandShape()[op.dim()];
  }

  @Override
  public Long matMul(Op.MatMul op) {
    long[] shape = operandShape();
    return shape[shape.length - (op.transposeA() ? 2 : 1)];
  }

  @Override
  public Long permute(Op.Permute op) {
    return 1L;
  }

  @Override
  public Long scan(Op.Scan op) {
    return operandShape()[op.dim()];
  }

  @Override
  public Long argReduction(Op.ArgReduction op) {
    return 1L;
  }

  @Override
  public Long gather(Op.Gather op) {
    return 1L;
  }

  @Override
  public Long convolution(Op.Convolution op) {
    long[] weight = operandShape(1);
    long terms = op.transposed() ? weight[0] / op.groups().evaluate(size) : weight[1];
    for (int dim = 0; dim < op.rank(); dim++) {
      long taps = weight[dim + 2];
      int stride = op.transposed() ? op.stride().get(dim) : 1;
      terms = Math.multiplyExact(terms, (taps + stride - 1) / stride);
    }
    return terms;
  }

  @Override
  public Long pool(Op.Pool op) {
    return op.window().stream().mapToLong(length -> length).reduce(1, Math::multiplyExact);
  }

  @Override
  public Long adaptivePool(Op.AdaptivePool op) {
    long[] shape = operandShape();
    long product = 1;
    for (int dim = 0; dim < op.rank(); dim++) {
      long window = shape[shape.length - op.rank() + dim] / op.size().get(dim) + 1;
      product = Math.multiplyExact(product, window);
    }
    return product;
  }

  @Override
  public Long normalization(Op.Normalization op) {
    return NormalizedGroups.of(op, operandShape(), op.groups().evaluate(size)).length();
  }

  @Override
  public Long attention(Op.Attention op) {
    long[] k = operandShape(1);
    return Math.max(k[k.length - 1], k[k.length - 2]);
  }

  @Override
  public Long pairLoss(Op.PairLoss op) {
    return Arrays.stream(operandShape()).reduce(1, Math::multiplyExact);
  }

  @Override
  public Long rowLoss(Op.RowLoss op) {
    long[] shape = operandShape();
    long rows = Arrays.stream(shape).reduce(1, Math::multiplyExact) / Math.max(1, shape[op.dim()]);
    return op.reduction() == LossReduction.NONE ? shape[op.dim()] : Math.max(rows, shape[op.dim()]);
  }

  @Override
  public Long recurrence(Op.Recurrence op) {
    return operandShape(1)[1];
  }

  @Override
  public Long reshape(Op.Reshape op) {
    return 1L;
  }

  @Override
  public Long reindex(Op.Reindex op) {
    return 1L;
  }

  @Override
  public Long concat(Op.Concat op) {
    return 1L;
  }

  private long[] operandShape() {
    return operandShape(0);
  }

  private long[] operandShape(int index) {
    return node.operands()
        .get(index)
        .match(
            value -> graph.spec(value.name()).shape(size),
            scalar -> new long[] {1},
            constant -> new long[] {1});
  }
}
