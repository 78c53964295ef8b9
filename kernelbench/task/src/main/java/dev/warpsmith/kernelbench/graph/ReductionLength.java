package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;

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

  private long[] operandShape() {
    return node.operands()
        .get(0)
        .match(
            value -> graph.spec(value.name()).shape(size),
            scalar -> new long[] {1},
            constant -> new long[] {1});
  }
}
