package dev.warpsmith.kernelbench.evaluation;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Where the wrong elements of an output lie: the smallest box around them, and whether they repeat
 * along the last dim.
 */
final class WrongPlaces {
  private static final long MOST_VISITED = 1 << 20;
  private static final int LONGEST_PERIOD = 64;
  private static final int FEWEST_FOR_A_PERIOD = 4;

  private final long[] shape;
  private final ComparedIndices indices;
  private final long[] from;
  private final long[] to;
  private final boolean[] remainders = new boolean[LONGEST_PERIOD];
  private long first = Long.MAX_VALUE;

  /**
   * @param shape of the output
   */
  WrongPlaces(long[] shape, ComparedIndices indices) {
    this.shape = shape;
    this.indices = indices;
    this.from = shape.clone();
    this.to = new long[shape.length];
    Arrays.fill(to, -1);
    indices.eachWrong(MOST_VISITED, this::visit);
    if (indices.sampled()) {
      extend();
    }
  }

  /** Extends the box to an edge of the output where nothing was compared between the two. */
  private void extend() {
    long[] lowest = shape.clone();
    long[] highest = new long[shape.length];
    indices.eachSingle(
        index -> {
          long rest = index;
          for (int dim = shape.length - 1; dim >= 0; dim--) {
            lowest[dim] = Math.min(lowest[dim], rest % shape[dim]);
            highest[dim] = Math.max(highest[dim], rest % shape[dim]);
            rest /= shape[dim];
          }
        });
    for (int dim = 0; dim < shape.length; dim++) {
      from[dim] = from[dim] == lowest[dim] && from[dim] != to[dim] ? 0 : from[dim];
      to[dim] = to[dim] == highest[dim] && from[dim] != to[dim] ? shape[dim] - 1 : to[dim];
    }
  }

  private void visit(long index) {
    first = Math.min(first, index);
    long rest = index;
    for (int dim = shape.length - 1; dim >= 0; dim--) {
      long position = rest % shape[dim];
      rest /= shape[dim];
      from[dim] = Math.min(from[dim], position);
      to[dim] = Math.max(to[dim], position);
      if (dim == shape.length - 1) {
        remainders[(int) (position % LONGEST_PERIOD)] = true;
      }
    }
  }

  /** Returns the lowest position by dim. */
  long[] from() {
    return from;
  }

  /** Returns the highest position by dim. */
  long[] to() {
    return to;
  }

  /** Tells whether every element that was compared is wrong. */
  boolean everywhere() {
    return indices.wrong() == indices.compared();
  }

  /** Tells whether the box around the wrong elements is smaller than the output. */
  boolean bounded() {
    for (int dim = 0; dim < shape.length; dim++) {
      if (from[dim] > 0 || to[dim] < shape[dim] - 1) {
        return true;
      }
    }
    return false;
  }

  /** Returns how many elements within the box were compared. */
  long comparedInBox() {
    return indices.comparedWhere(this::inBox);
  }

  /** Returns the lowest index of a wrong element, row-major. */
  long first() {
    return first;
  }

  /** Tells whether all that was compared from the first wrong element on is wrong. */
  boolean allFromFirst() {
    return first > 0 && indices.comparedWhere(index -> index >= first) == indices.wrong();
  }

  private boolean inBox(long index) {
    long rest = index;
    for (int dim = shape.length - 1; dim >= 0; dim--) {
      long position = rest % shape[dim];
      rest /= shape[dim];
      if (position < from[dim] || position > to[dim]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the power of two of which all wrong positions along the last dim leave one remainder,
   * if there is one that is not explained by their number.
   */
  OptionalInt period() {
    if (indices.wrong() < FEWEST_FOR_A_PERIOD || shape.length == 0) {
      return OptionalInt.empty();
    }
    for (int period = LONGEST_PERIOD; period > 1; period /= 2) {
      long span = to[shape.length - 1] - from[shape.length - 1];
      if (remaindersOf(period) == 1 && span >= 2L * period) {
        return OptionalInt.of(period);
      }
    }
    return OptionalInt.empty();
  }

  private int remaindersOf(int period) {
    boolean[] found = new boolean[period];
    for (int i = 0; i < LONGEST_PERIOD; i++) {
      found[i % period] |= remainders[i];
    }
    int count = 0;
    for (boolean one : found) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
