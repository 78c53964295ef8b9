package dev.warpsmith.kernelbench.graph;

/**
 * Arithmetic that an algorithm asks for, by the hardware that does it.
 *
 * @param arithmetic additions, multiplications, comparisons and selections; a fused multiply-add
 *     counts as two
 * @param special reciprocals, roots, exponentials, logarithms and trigonometric functions, each one
 *     or more operations of a GPU's special function unit
 * @param contraction additions and multiplications of matrix products, which tensor cores could do
 */
public record Work(long arithmetic, long special, long contraction) {
  /** No arithmetic at all. */
  public static final Work NONE = new Work(0, 0, 0);

  public Work {
    if (arithmetic < 0 || special < 0 || contraction < 0) {
      throw new IllegalArgumentException(
          "work " + arithmetic + ", " + special + ", " + contraction + ": below zero");
    }
  }

  /** Returns work without contractions. */
  public static Work of(long arithmetic, long special) {
    return new Work(arithmetic, special, 0);
  }

  /** Returns the sum of both. */
  public Work plus(Work other) {
    return new Work(
        Math.addExact(arithmetic, other.arithmetic),
        Math.addExact(special, other.special),
        Math.addExact(contraction, other.contraction));
  }

  /** Returns the work of doing this many times. */
  public Work times(long count) {
    return new Work(
        Math.multiplyExact(arithmetic, count),
        Math.multiplyExact(special, count),
        Math.multiplyExact(contraction, count));
  }

  /** Returns a part of the work, rounded down. */
  Work part(double fraction) {
    return new Work(
        (long) (arithmetic * fraction),
        (long) (special * fraction),
        (long) (contraction * fraction));
  }

  /** Returns all operations, each counted as one. */
  public long flops() {
    return Math.addExact(Math.addExact(arithmetic, special), contraction);
  }
}
