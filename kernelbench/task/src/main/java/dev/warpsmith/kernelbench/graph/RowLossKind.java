package dev.warpsmith.kernelbench.graph;

import java.util.List;
import java.util.Locale;

/** What is computed of each row of some tensors. */
// Unmodifiable lists of records of numbers are immutable.
@SuppressWarnings("ImmutableEnumChecker")
public enum RowLossKind {
  /** {@code logsumexp(x) - x[target]}, the target an index that lacks the dim. */
  CROSS_ENTROPY(2, Work.of(4, 1), List.of()),
  /** {@code max(|a - p + eps| - |a - n + eps| + margin, 0)}, with Euclidean lengths. */
  TRIPLET_MARGIN_LOSS(
      3, Work.of(8, 0), List.of(new Parameter("margin", 1), new Parameter("eps", 1e-6))),
  /** {@code a . b / (max(|a|, eps) * max(|b|, eps))}. */
  COSINE_SIMILARITY(2, Work.of(6, 0), List.of(new Parameter("eps", 1e-8)));

  private final int operands;
  private final Work work;
  private final List<Parameter> parameters;

  RowLossKind(int operands, Work work, List<Parameter> parameters) {
    this.operands = operands;
    this.work = work;
    this.parameters = parameters;
  }

  /** Returns the number of operands. */
  public int operands() {
    return operands;
  }

  /** Returns the kind's own constants, in the order of {@link Op.RowLoss#parameters}. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Returns the arithmetic of one element of a row. */
  public Work work() {
    return work;
  }

  /** Returns the name in the textual form, such as {@code cross_entropy}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
