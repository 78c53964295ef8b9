package dev.warpsmith.kernelbench.graph;

/** What an inclusive scan computes of an element and those before it. */
public enum ScanKind {
  SUM("cumsum"),
  PRODUCT("cumprod");

  private final String word;

  ScanKind(String word) {
    this.word = word;
  }

  /** Returns the name in the textual form, such as {@code cumsum}. */
  public String word() {
    return word;
  }
}
