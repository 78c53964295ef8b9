package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Dim3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Blocks whose reads tell how those of the whole grid lie: one in the middle, some along each axis.
 */
final class Probes {
  static final int AXES = 3;

  private final Dim3 grid;

  Probes(Dim3 grid) {
    this.grid = grid;
  }

  int extent(int axis) {
    return axis == 0 ? grid.x() : axis == 1 ? grid.y() : grid.z();
  }

  int middle(int axis) {
    return extent(axis) / 2;
  }

  /** Returns the block in the middle of every axis. */
  long base() {
    return block(middle(0), middle(1), middle(2));
  }

  /** Returns blocks that differ from the middle one in an axis only, by their position there. */
  Map<Integer, Long> along(int axis) {
    Map<Integer, Long> blocks = new TreeMap<>();
    for (int position : positions(axis)) {
      if (position != middle(axis)) {
        blocks.put(
            position,
            block(
                axis == 0 ? position : middle(0),
                axis == 1 ? position : middle(1),
                axis == 2 ? position : middle(2)));
      }
    }
    return blocks;
  }

  /** Returns every block, the middle one first. */
  List<Long> all() {
    List<Long> all = new ArrayList<>(List.of(base()));
    for (int axis = 0; axis < AXES; axis++) {
      all.addAll(along(axis).values());
    }
    return all;
  }

  private Set<Integer> positions(int axis) {
    int last = extent(axis) - 1;
    int middle = middle(axis);
    Set<Integer> positions = new TreeSet<>();
    for (int position : new int[] {middle - 1, middle + 1, last / 4, 5 * last / 8, 3 * last / 4}) {
      positions.add(Math.max(0, Math.min(last, position)));
    }
    return positions;
  }

  private long block(int x, int y, int z) {
    return ((long) z * grid.y() + y) * grid.x() + x;
  }
}
