package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How far the reads of blocks along one axis of a grid are from those of one of them.
 *
 * <p>Kernels take an index apart into two digits at most, such as image and channel, and each digit
 * moves a read by a distance of its own.
 */
final class GridAxis {
  private final int extent;
  private final int base;
  private final int radix;
  private final long[] low;
  private final long[] high;

  /**
   * @param extent positions of the axis
   * @param base position that the distances start from
   * @param radix of the lower digit; the extent of the axis if there is only one
   * @param low distance for each read from one lower digit to the next
   * @param high distance for each read from one upper digit to the next
   */
  private GridAxis(int extent, int base, int radix, long[] low, long[] high) {
    this.extent = extent;
    this.base = base;
    this.radix = radix;
    this.low = low;
    this.high = high;
  }

  /**
   * Derives an axis.
   *
   * @param known distances by position, without the base; positions that could not be paired with
   *     the base, as at the grid's edge, are left out
   * @return empty if what is known fits no radix
   */
  static Optional<GridAxis> of(int extent, int base, int reads, Map<Integer, long[]> known) {
    if (extent == 1) {
      return Optional.of(new GridAxis(1, base, 1, new long[reads], new long[reads]));
    }
    return IntStream.iterate(extent, radix -> radix >= 1, radix -> radix - 1)
        .filter(radix -> extent % radix == 0)
        .mapToObj(radix -> fit(extent, base, radix, reads, known))
        .flatMap(Optional::stream)
        .filter(axis -> known.entrySet().stream().allMatch(axis::agrees))
        .findFirst();
  }

  private static Optional<GridAxis> fit(
      int extent, int base, int radix, int reads, Map<Integer, long[]> known) {
    long[] none = new long[reads];
    Optional<long[]> low =
        known.entrySet().stream()
            .filter(e -> e.getKey() / radix == base / radix)
            .findFirst()
            .map(e -> per(e.getValue(), none, 0, e.getKey() - base));
    if (low.isEmpty() && radix > 1) {
      return Optional.empty();
    }
    long[] lower = low.orElse(none);
    long[] upper =
        known.entrySet().stream()
            .filter(e -> e.getKey() / radix != base / radix)
            .findFirst()
            .map(
                e ->
                    per(
                        e.getValue(),
                        lower,
                        e.getKey() % radix - base % radix,
                        e.getKey() / radix - base / radix))
            .orElse(none);
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(new GridAxis(extent, base, radix, lower, upper));
  }

  /** Returns what a step of one digit adds, less what steps of the other one do. */
  private static long[] per(long[] distance, long[] other, int otherSteps, int steps) {
    long[] per = new long[distance.length];
    Arrays.setAll(per, i -> Math.floorDiv(distance[i] - other[i] * otherSteps, (long) steps));
    return per;
  }

  private boolean agrees(Map.Entry<Integer, long[]> known) {
    long[] distance = known.getValue();
    return IntStream.range(0, distance.length).allMatch(i -> at(known.getKey(), i) == distance[i]);
  }

  /** Returns how far a read moves with a step of the lower digit. */
  long low(int read) {
    return low[read];
  }

  /** Returns how far a read moves with a step of the upper digit. */
  long high(int read) {
    return high[read];
  }

  /** Returns how many steps of the lower digit a position is from the base. */
  int lowSteps(int position) {
    return position % radix - base % radix;
  }

  /** Returns how many steps of the upper digit a position is from the base. */
  int highSteps(int position) {
    return position / radix - base / radix;
  }

  /** Returns the distance of a read of the block at a position. */
  long at(int position, int read) {
    return low[read] * lowSteps(position) + high[read] * highSteps(position);
  }

  /** Returns a distance that a read of no block lies below. */
  long least(int read) {
    long lower = Math.min(low[read] * lowSteps(0), low[read] * (lowSteps(0) + radix - 1));
    return lower + Math.min(high[read] * highSteps(0), high[read] * highSteps(extent - 1));
  }

  /** Returns a distance that a read of no block lies beyond. */
  long most(int read) {
    long lower = Math.max(low[read] * lowSteps(0), low[read] * (lowSteps(0) + radix - 1));
    return lower + Math.max(high[read] * highSteps(0), high[read] * highSteps(extent - 1));
  }
}
