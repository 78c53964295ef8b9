package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;

/**
 * Gives one answer for all operators that no schedule computes; they run as the naive reference
 * does.
 */
abstract class Unscheduled<T> implements Op.Visitor<T> {
  /** Returns the answer. */
  abstract T unscheduled(Op op);

  @Override
  public T convolution(Op.Convolution op) {
    return unscheduled(op);
  }

  @Override
  public T pool(Op.Pool op) {
    return unscheduled(op);
  }

  @Override
  public T adaptivePool(Op.AdaptivePool op) {
    return unscheduled(op);
  }

  @Override
  public T normalization(Op.Normalization op) {
    return unscheduled(op);
  }

  @Override
  public T attention(Op.Attention op) {
    return unscheduled(op);
  }

  @Override
  public T pairLoss(Op.PairLoss op) {
    return unscheduled(op);
  }

  @Override
  public T rowLoss(Op.RowLoss op) {
    return unscheduled(op);
  }

  @Override
  public T recurrence(Op.Recurrence op) {
    return unscheduled(op);
  }

  @Override
  public T reindex(Op.Reindex op) {
    return unscheduled(op);
  }

  @Override
  public T concat(Op.Concat op) {
    return unscheduled(op);
  }
}
