package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Bindings;

/** How many elements one result of an operator adds up. */
final class ReductionLength implements Op.Visitor<Double> {
  private final OpGraph graph;
  private final Node node;
  private final Bindings size;

  ReductionLength(OpGraph graph, Node node, Bindings size) {
    this.graph = graph;
    this.node = node;
    this.size = size;
  }

  @Override
  public Double pointwise(Op.Pointwise op) {
    return 1.0;
  }

  @Override
  public Double reduction(Op.Reduction op) {
    long[] shape = operandShape();
    double product = 1;
    for (int dim : op.dims()) {
      product *= shape[dim];
    }
    return product;
  }

  @Override
  public Double softmax(Op.Softmax op) {
    return (double) operandShape()[op.dim()];
  }

  @Override
  public Double matMul(Op.MatMul op) {
    long[] shape = operandShape();
    return (double) shape[shape.length - 1];
  }

  private long[] operandShape() {
    return node.operands()
        .get(0)
        .match(
            value -> graph.spec(value.name()).shape(size),
            scalar -> new long[] {1},
            constant -> new long[] {1});
  }
}
