package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;

/**
 * How many terms stand in one result of an operator as a plain sum, 1 where there is none. A mean
 * and a softmax divide the rounding error of their sum along with it.
 */
final class SummedTerms extends ReductionLength {
  SummedTerms(OpGraph graph, Node node, Bindings size) {
    super(graph, node, size);
  }

  @Override
  public Long reduction(Op.Reduction op) {
    return op.kind() == ReductionKind.SUM || op.kind() == ReductionKind.NORM1
        ? super.reduction(op)
        : 1L;
  }

  @Override
  public Long softmax(Op.Softmax op) {
    return 1L;
  }

  @Override
  public Long scan(Op.Scan op) {
    return op.kind() == ScanKind.SUM ? super.scan(op) : 1L;
  }

  @Override
  public Long pool(Op.Pool op) {
    return 1L;
  }

  @Override
  public Long pairLoss(Op.PairLoss op) {
    return op.reduction() == LossReduction.SUM ? super.pairLoss(op) : 1L;
  }

  @Override
  public Long rowLoss(Op.RowLoss op) {
    return op.reduction() == LossReduction.SUM ? super.rowLoss(op) : 1L;
  }
}
