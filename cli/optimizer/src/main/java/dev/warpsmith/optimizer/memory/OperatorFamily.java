package dev.warpsmith.optimizer.memory;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.task.Task;

/** The operator that says most about how a task is best computed; later ones say more. */
public enum OperatorFamily {
  /** A task that is a kernel, with no operators that say what it means. */
  UNKNOWN,
  POINTWISE,
  LAYOUT,
  SCAN,
  REDUCTION,
  POOL,
  CONVOLUTION,
  PRODUCT,
  ATTENTION;

  private static final Op.Visitor<OperatorFamily> FAMILY = new OfOperator();

  /** Returns the family of a task. */
  public static OperatorFamily of(Task task) {
    return task.graph()
        .flatMap(
            graph ->
                graph.nodes().stream()
                    .map(node -> node.op().accept(FAMILY))
                    .max(OperatorFamily::compareTo))
        .orElse(UNKNOWN);
  }

  private static final class OfOperator implements Op.Visitor<OperatorFamily> {
    @Override
    public OperatorFamily pointwise(Op.Pointwise op) {
      return POINTWISE;
    }

    @Override
    public OperatorFamily reduction(Op.Reduction op) {
      return REDUCTION;
    }

    @Override
    public OperatorFamily softmax(Op.Softmax op) {
      return REDUCTION;
    }

    @Override
    public OperatorFamily matMul(Op.MatMul op) {
      return PRODUCT;
    }

    @Override
    public OperatorFamily permute(Op.Permute op) {
      return LAYOUT;
    }

    @Override
    public OperatorFamily scan(Op.Scan op) {
      return SCAN;
    }

    @Override
    public OperatorFamily argReduction(Op.ArgReduction op) {
      return REDUCTION;
    }

    @Override
    public OperatorFamily gather(Op.Gather op) {
      return LAYOUT;
    }

    @Override
    public OperatorFamily convolution(Op.Convolution op) {
      return CONVOLUTION;
    }

    @Override
    public OperatorFamily pool(Op.Pool op) {
      return POOL;
    }

    @Override
    public OperatorFamily adaptivePool(Op.AdaptivePool op) {
      return POOL;
    }

    @Override
    public OperatorFamily normalization(Op.Normalization op) {
      return REDUCTION;
    }

    @Override
    public OperatorFamily attention(Op.Attention op) {
      return ATTENTION;
    }

    @Override
    public OperatorFamily pairLoss(Op.PairLoss op) {
      return REDUCTION;
    }

    @Override
    public OperatorFamily rowLoss(Op.RowLoss op) {
      return REDUCTION;
    }

    @Override
    public OperatorFamily recurrence(Op.Recurrence op) {
      return SCAN;
    }

    @Override
    public OperatorFamily reshape(Op.Reshape op) {
      return LAYOUT;
    }

    @Override
    public OperatorFamily reindex(Op.Reindex op) {
      return LAYOUT;
    }

    @Override
    public OperatorFamily concat(Op.Concat op) {
      return LAYOUT;
    }
  }
}
