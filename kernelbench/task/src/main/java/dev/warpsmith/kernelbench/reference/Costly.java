package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;

/** Tells whether one element of an operator costs so much that it is worth keeping. */
final class Costly implements Op.Visitor<Boolean> {
  @Override
  public Boolean pointwise(Op.Pointwise op) {
    return false;
  }

  @Override
  public Boolean reduction(Op.Reduction op) {
    return true;
  }

  /** A softmax keeps what its rows share; so do a scan and a normalization. */
  @Override
  public Boolean softmax(Op.Softmax op) {
    return false;
  }

  @Override
  public Boolean matMul(Op.MatMul op) {
    return true;
  }

  @Override
  public Boolean permute(Op.Permute op) {
    return false;
  }

  @Override
  public Boolean scan(Op.Scan op) {
    return false;
  }

  @Override
  public Boolean argReduction(Op.ArgReduction op) {
    return true;
  }

  @Override
  public Boolean gather(Op.Gather op) {
    return false;
  }

  @Override
  public Boolean convolution(Op.Convolution op) {
    return true;
  }

  @Override
  public Boolean pool(Op.Pool op) {
    return true;
  }

  @Override
  public Boolean adaptivePool(Op.AdaptivePool op) {
    return true;
  }

  @Override
  public Boolean normalization(Op.Normalization op) {
    return false;
  }

  @Override
  public Boolean attention(Op.Attention op) {
    return true;
  }

  @Override
  public Boolean pairLoss(Op.PairLoss op) {
    return true;
  }

  @Override
  public Boolean rowLoss(Op.RowLoss op) {
    return true;
  }

  /** It keeps all states of a sample that it is asked for. */
  @Override
  public Boolean recurrence(Op.Recurrence op) {
    return false;
  }

  @Override
  public Boolean reshape(Op.Reshape op) {
    return false;
  }

  @Override
  public Boolean reindex(Op.Reindex op) {
    return false;
  }

  @Override
  public Boolean concat(Op.Concat op) {
    return false;
  }
}
