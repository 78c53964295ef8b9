package dev.warpsmith.kernelbench.evaluation;

import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The ties of an index of the largest or smallest element of a computed tensor: an index whose
 * element is, in the reference, as close to the one found as an honest computation of that tensor
 * can be off by. An index of an input has no ties: the first of equals is right.
 */
final class ArgTies implements Ties {
  /** Elements of a row that show by how much rounding moves it. */
  private static final int PROBES = 32;

  private final long length;
  private final long inner;
  private final Function<long[], double[]> exact;
  private final Function<long[], double[]> nudged;
  private final Bound bound;

  /** How far a computed element may be off. */
  interface Bound {
    /**
     * Returns the bound.
     *
     * @param magnitude the element's absolute value
     * @param moved what one rounding of each input moves elements by
     */
    double of(double magnitude, double moved);
  }

  /**
   * @param shape of the tensor whose elements are compared
   * @param dim along which they are
   * @param exact computes elements of the tensor, by row-major index
   * @param nudged does the same for inputs off by a rounding error, see {@link Conditioning}
   */
  ArgTies(
      long[] shape,
      int dim,
      Function<long[], double[]> exact,
      Function<long[], double[]> nudged,
      Bound bound) {
    this.length = shape[dim];
    this.inner = LongStream.of(shape).skip(dim + 1L).reduce(1, (a, b) -> a * b);
    this.exact = exact;
    this.nudged = nudged;
    this.bound = bound;
  }

  @Override
  public boolean admits(long index, double expected, double got) {
    if (!(got >= 0 && got < length) || got != Math.rint(got)) {
      return false;
    }
    long[] positions = positions(index, (long) expected, (long) got);
    double[] values = exact.apply(positions);
    double difference = Math.abs(values[0] - values[1]);
    if (Double.isNaN(difference)) {
      return false;
    }
    double moved = Conditioning.of(values, nudged.apply(positions)).largest();
    double magnitude = Math.max(Math.abs(values[0]), Math.abs(values[1]));
    return difference <= bound.of(magnitude, moved);
  }

  private long[] positions(long index, long expected, long got) {
    long first = index / inner * length * inner + index % inner;
    long step = Math.max(1, length / PROBES);
    LongStream probes = LongStream.range(0, Math.min(length, PROBES)).map(i -> i * step);
    return LongStream.concat(LongStream.of(expected, got), probes)
        .map(i -> first + i * inner)
        .toArray();
  }
}
