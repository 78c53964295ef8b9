package dev.warpsmith.kernelbench.graph;

/** What pooling computes of a window. */
public enum PoolKind {
  /** The largest element; NaN if there is one, as in PyTorch. */
  MAX("max"),
  MEAN("avg");

  private final String word;

  PoolKind(String word) {
    this.word = word;
  }

  /** Returns the word in operators' names, such as {@code avg}. */
  public String word() {
    return word;
  }
}
