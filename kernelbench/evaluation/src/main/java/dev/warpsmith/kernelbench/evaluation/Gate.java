package dev.warpsmith.kernelbench.evaluation;

/** What is proven of a candidate, in this order; the first gate that fails ends its evaluation. */
public enum Gate {
  COMPILES("compiles"),
  PLAN("plan"),
  SANITIZES("sanitizes"),
  COMPUTES("computes"),
  HOLDS("holds"),
  FULL_SIZE("full size"),
  TIMES("times"),
  NOT_TOO_GOOD("not too good"),
  /** Only for the best candidates, and only where they run on hardware. */
  SANITIZES_ON_GPU("on the GPU");

  private final String text;

  Gate(String text) {
    this.text = text;
  }

  /** Returns the name as reports print it, such as {@code full size}. */
  @Override
  public String toString() {
    return text;
  }
}
