package dev.warpsmith.kernelbench.graph;

import java.util.Locale;

/** What a reduction computes of the elements along its dims. */
// Unmodifiable lists, records of numbers and functions without state are immutable.
@SuppressWarnings("ImmutableEnumChecker")
public enum ReductionKind {
  SUM(Work.of(1, 0)),
  MEAN(Work.of(1, 0)),
  MAX(Work.of(1, 0)),
  MIN(Work.of(1, 0)),
  PROD(Work.of(1, 0)),
  /** The Euclidean length, {@code norm(x, p=2)}. */
  NORM(Work.of(2, 0)),
  /** The sum of absolute values, {@code norm(x, p=1)}. */
  NORM1(Work.of(2, 0)),
  /** {@code log(sum(exp(x)))}, computed without overflow. */
  LOGSUMEXP(Work.of(4, 1));

  private final Work work;

  ReductionKind(Work work) {
    this.work = work;
  }

  /** Returns the arithmetic of one reduced element. */
  public Work work() {
    return work;
  }

  /** Returns the name in the textual form, such as {@code sum}. */
  public String word() {
    return this == NORM1 ? "norm" : name().toLowerCase(Locale.ROOT);
  }
}
