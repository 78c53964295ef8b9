package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;

/**
 * How many terms one result of an operator adds up, 1 where it adds none. Means count as none: they
 * divide the rounding error of their sum by the same number.
 */
final class SummedTerms implements Op.Visitor<Long> {
  private final OpGraph graph;
  private final Node node;
  private final Bindings dims;

  SummedTerms(OpGraph graph, Node node, Bindings dims) {
    this.graph = graph;
    this.node = node;
    this.dims = dims;
  }

  @Override
  public Long pointwise(Op.Pointwise op) {
    return 1L;
  }

  @Override
  public Long reduction(Op.Reduction op) {
    long[] shape = operandShape();
    return op.kind() == ReductionKind.SUM
        ? op.dims().stream().mapToLong(dim -> shape[dim]).reduce(1, (a, b) -> a * b)
        : 1L;
  }

  @Override
  public Long softmax(Op.Softmax op) {
    return 1L;
  }

  @Override
  public Long matMul(Op.MatMul op) {
    long[] shape = operandShape();
    return shape[shape.length - 1];
  }

  private long[] operandShape() {
    return node.operands()
        .get(0)
        .match(
            value -> graph.spec(value.name()).shape(dims),
            scalar -> new long[] {1},
            constant -> new long[] {1});
  }
}
