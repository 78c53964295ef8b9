package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Dim3;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Blocks that lie evenly all over a grid, the same for every launch of it.
 *
 * <p>They follow Richtmyer's sequence, multiples of the square roots of primes, any run of which
 * lies evenly; a little disorder (Weyl's quadratic sequence) keeps periods of the grid from meeting
 * it. Of 256 blocks the mean of triangular, halved or periodic work is within 3 % of the grid's.
 */
final class GridPoints {
  private static final int TRIES = 4;

  /** One in so many places is what disorder moves a block by at most. */
  private static final int FINEST = 256;

  private static final double[] STEPS = {Math.sqrt(2), Math.sqrt(3), Math.sqrt(5)};

  private GridPoints() {}

  /** Returns different blocks by linear index; fewer than asked for where the grid is small. */
  static List<Long> of(Dim3 grid, int count) {
    Set<Long> blocks = new LinkedHashSet<>();
    for (int i = 1; i <= TRIES * count && blocks.size() < count; i++) {
      long layer = place(i, 2, grid.z());
      long row = place(i, 1, grid.y());
      blocks.add((layer * grid.y() + row) * grid.x() + place(i, 0, grid.x()));
    }
    return List.copyOf(blocks);
  }

  private static long place(int i, int axis, int extent) {
    double step = STEPS[axis];
    return (long) (extent * fraction(i * step + fraction((double) i * i * step) / FINEST));
  }

  private static double fraction(double value) {
    return value - Math.floor(value);
  }
}
