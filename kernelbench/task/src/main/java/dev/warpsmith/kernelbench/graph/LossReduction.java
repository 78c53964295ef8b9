package dev.warpsmith.kernelbench.graph;

import java.util.Locale;

/** What becomes of a loss's terms. */
public enum LossReduction {
  NONE,
  MEAN,
  SUM,
  /** The sum divided by the first dim's length. */
  BATCHMEAN;

  /** Returns the name in the textual form, such as {@code mean}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
