package dev.warpsmith.kernelbench.task;

/**
 * How an input's elements are drawn, as in {@code ~ uniform(-1, 1)}.
 *
 * @param kind the family
 * @param first low bound, mean, or the constant
 * @param second high bound (exclusive for integers), standard deviation; unused for a constant
 */
public record Distribution(Kind kind, double first, double second) {
  /** The families of distributions. */
  public enum Kind {
    UNIFORM,
    NORMAL,
    /** Integers from first to second, second excluded. */
    INTEGERS,
    CONSTANT
  }
}
