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
