package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;
import java.util.List;

/**
 * Reads of one line that stay in one line wherever the block is: they move by whole lines, and
 * together.
 */
final class LineGroups {
  private final int[] first;
  private final int[] mask;

  private LineGroups(int[] first, int[] mask) {
    this.first = first;
    this.mask = mask;
  }

  static LineGroups of(long[] sectors, List<GridAxis> axes) {
    int[] first = new int[sectors.length];
    int[] mask = new int[sectors.length];
    int count = 0;
    for (int read = 0; read < sectors.length; read++) {
      int bit = 1 << (int) (sectors[read] & (FirstReads.SECTORS_OF_LINE - 1));
      boolean whole = movesByLines(axes, read);
      if (count > 0 && whole && joins(sectors, axes, first[count - 1], mask[count - 1], read)) {
        mask[count - 1] |= bit;
      } else {
        first[count] = read;
        mask[count++] = whole ? bit : 0;
      }
    }
    return new LineGroups(Arrays.copyOf(first, count), Arrays.copyOf(mask, count));
  }

  int size() {
    return first.length;
  }

  /** Returns the index of a group's first read. */
  int first(int group) {
    return first[group];
  }

  /** Returns the sectors of a group's line; 0 for a read that may move within its line. */
  int mask(int group) {
    return mask[group];
  }

  private static boolean movesByLines(List<GridAxis> axes, int read) {
    return axes.stream()
        .allMatch(
            axis ->
                axis.low(read) % FirstReads.SECTORS_OF_LINE == 0
                    && axis.high(read) % FirstReads.SECTORS_OF_LINE == 0);
  }

  private static boolean joins(long[] sectors, List<GridAxis> axes, int first, int mask, int read) {
    return mask != 0
        && sectors[first] / FirstReads.SECTORS_OF_LINE == sectors[read] / FirstReads.SECTORS_OF_LINE
        && axes.stream()
            .allMatch(
                axis -> axis.low(first) == axis.low(read) && axis.high(first) == axis.high(read));
  }
}
