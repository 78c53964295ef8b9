package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/** Counts the arithmetic of one node at given dims. */
final class NodeWork implements Op.Visitor<Work> {
  /** Maximum, difference, exponential, sum, and the scaling by the reciprocal of the sum. */
  private static final Work SOFTMAX = Work.of(5, 1);

  private final OpGraph graph;
  private final Node node;
  private final Bindings dims;

  private NodeWork(OpGraph graph, Node node, Bindings dims) {
    this.graph = graph;
    this.node = node;
    this.dims = dims;
  }

  static Work of(OpGraph graph, Node node, Bindings dims) {
    return node.op().accept(new NodeWork(graph, node, dims));
  }

  @Override
  public Work pointwise(Op.Pointwise op) {
    return op.function().work().times(node.result().elements(dims));
  }

  @Override
  public Work reduction(Op.Reduction op) {
    return op.kind().work().times(operand(0).elements(dims));
  }

  @Override
  public Work softmax(Op.Softmax op) {
    return SOFTMAX.times(node.result().elements(dims));
  }

  @Override
  public Work matMul(Op.MatMul op) {
    List<Expression> a = operand(0).shape();
    long depth = a.get(a.size() - (op.transposeA() ? 2 : 1)).evaluate(dims);
    long elements = node.result().elements(dims);
    Work bias = Work.of(node.operands().size() - 2, 0);
    return new Work(0, 0, Math.multiplyExact(2, depth)).plus(bias).times(elements);
  }

  @Override
  public Work permute(Op.Permute op) {
    return Work.NONE;
  }

  @Override
  public Work scan(Op.Scan op) {
    return Work.of(1, 0).times(node.result().elements(dims));
  }

  @Override
  public Work argReduction(Op.ArgReduction op) {
    return Work.of(1, 0).times(operand(0).elements(dims));
  }

  @Override
  public Work gather(Op.Gather op) {
    return Work.NONE;
  }

  @Override
  public Work convolution(Op.Convolution op) {
    long[] in = (op.transposed() ? node.result() : operand(0)).shape(dims);
    long[] out = (op.transposed() ? operand(0) : node.result()).shape(dims);
    long[] weight = operand(1).shape(dims);
    long products = Math.multiplyExact(out[0], Math.multiplyExact(weight[0], weight[1]));
    for (int dim = 0; dim < op.rank(); dim++) {
      products =
          Math.multiplyExact(
              products, Windows.of(op, dim).taps(in[dim + 2], out[dim + 2], weight[dim + 2]));
    }
    Work bias = Work.of(node.operands().size() - 2, 0);
    return new Work(0, 0, Math.multiplyExact(2, products))
        .plus(bias.times(node.result().elements(dims)));
  }

  @Override
  public Work pool(Op.Pool op) {
    long[] in = operand(0).shape(dims);
    long[] out = node.result().shape(dims);
    long taps = 1;
    for (int dim = 0; dim < out.length; dim++) {
      int pooled = dim - out.length + op.rank();
      taps =
          Math.multiplyExact(
              taps,
              pooled < 0
                  ? out[dim]
                  : Windows.of(op, pooled).taps(in[dim], out[dim], op.window().get(pooled)));
    }
    return Work.of(1, 0).times(taps);
  }

  @Override
  public Work adaptivePool(Op.AdaptivePool op) {
    return Work.of(1, 0).times(operand(0).elements(dims));
  }

  /** Sum, sum of squares, difference, product, and with a weight and a bias one more of each. */
  @Override
  public Work normalization(Op.Normalization op) {
    int each = (op.kind() == NormalizationKind.RMS ? 3 : 5) + node.operands().size() - 1;
    return Work.of(each, 0).times(node.result().elements(dims));
  }

  @Override
  public Work attention(Op.Attention op) {
    long[] q = operand(0).shape(dims);
    long[] v = operand(2).shape(dims);
    long depth = q[q.length - 1] + v[v.length - 1];
    long rows = operand(0).elements(dims) / q[q.length - 1];
    long keys = v[v.length - 2];
    long scores =
        op.causal()
            ? rows / q[q.length - 2] * triangle(q[q.length - 2], keys)
            : Math.multiplyExact(rows, keys);
    return new Work(0, 0, Math.multiplyExact(2, Math.multiplyExact(scores, depth)))
        .plus(SOFTMAX.times(scores));
  }

  /** Returns how many of the columns up to its own each row has, in all. */
  private static long triangle(long rows, long columns) {
    long full = Math.max(0, rows - columns) * columns;
    long part = Math.min(rows, columns);
    return full + part * (part + 1) / 2;
  }

  @Override
  public Work pairLoss(Op.PairLoss op) {
    return op.function().work().plus(Work.of(1, 0)).times(operand(0).elements(dims));
  }

  @Override
  public Work rowLoss(Op.RowLoss op) {
    return op.kind().work().times(operand(0).elements(dims));
  }

  /** The bias, the input's part and the linear map of each gate, then the functions of them. */
  @Override
  public Work recurrence(Op.Recurrence op) {
    long[] shape = node.result().shape(dims);
    int gates = op.kind().gates();
    int sums = node.operands().size() - op.kind().states() - 1;
    return new Work(0, 0, Math.multiplyExact(2L * gates, shape[2]))
        .plus(Work.of(sums, 0).times(gates))
        .plus(op.kind().work())
        .times(node.result().elements(dims));
  }

  @Override
  public Work reshape(Op.Reshape op) {
    return Work.NONE;
  }

  @Override
  public Work reindex(Op.Reindex op) {
    return Work.NONE;
  }

  @Override
  public Work concat(Op.Concat op) {
    return Work.NONE;
  }

  private TensorSpec operand(int index) {
    return node.operands()
        .get(index)
        .match(
            value -> graph.spec(value.name()),
            scalar -> {
              throw new IllegalStateException(node + ": operand " + scalar + " is a scalar");
            },
            constant -> {
              throw new IllegalStateException(node + ": operand " + constant + " is a constant");
            });
  }
}
