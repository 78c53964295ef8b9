package dev.warpsmith.coder.expert;

import java.util.Locale;
import java.util.Map;

/**
 * A block takes a tile through shared memory, so that it reads and writes rows of memory: {@code
 * columns} neighbours of the operand by {@code rows} neighbours of the result.
 *
 * @param columns tile length along the operand's innermost dim, a power of two
 * @param rows tile length along the result's innermost dim, a power of two
 * @param threads per block
 * @param load elements per load
 * @param store elements per store
 * @param layout how tiles lie in shared memory, such that banks do not conflict
 */
record TransposeSchedule(int columns, int rows, int threads, int load, int store, Layout layout)
    implements Schedule {
  private static final int MOST_WORDS = 8192;

  /** How a tile lies in shared memory. */
  enum Layout {
    /** Lines of the tile are an odd number of words apart. */
    PADDED,
    /** Each thread turns square pieces in registers; their places are permuted by exclusive or. */
    SWIZZLED
  }

  TransposeSchedule {
    Schedules.requireBlock(threads);
    requireWidth("load", load);
    requireWidth("store", store);
    for (int length : new int[] {columns, rows}) {
      Schedules.requireRange("tile", length, 1, 512);
      if (Integer.bitCount(length) != 1) {
        throw new IllegalArgumentException("tile length " + length + ": expected a power of two");
      }
    }
    if (columns * rows > MOST_WORDS) {
      throw new IllegalArgumentException(
          "tile of " + columns + " x " + rows + ": expected at most " + MOST_WORDS + " elements");
    }
    if (Math.max(columns, rows) < 32) {
      throw new IllegalArgumentException(
          "tile of " + columns + " x " + rows + ": expected 32 or more along one side");
    }
    if (layout == Layout.SWIZZLED && (load != store || Math.min(columns, rows) < 32)) {
      throw new IllegalArgumentException(
          "a swizzled tile of "
              + columns
              + " x "
              + rows
              + " loaded by "
              + load
              + ", stored by "
              + store
              + ": expected 32 or more along both sides and equal widths");
    }
    if (!shares(columns, rows, threads, load, layout == Layout.SWIZZLED ? load : 1)
        || !shares(rows, columns, threads, store, 1)) {
      throw new IllegalArgumentException(
          threads + " threads cannot share a tile of " + columns + " x " + rows + " evenly");
    }
  }

  private static void requireWidth(String name, int width) {
    if (width != 1 && width != 2 && width != 4) {
      throw new IllegalArgumentException(name + " = " + width + ": expected 1, 2 or 4");
    }
  }

  /**
   * Tells whether threads share a tile's pieces evenly.
   *
   * @param fast the tile's length along an access
   * @param deep lines of a piece
   */
  static boolean shares(int fast, int slow, int threads, int width, int deep) {
    int lanes = Math.min(32, fast) / width;
    return lanes >= 1 && threads % lanes == 0 && slow % (threads / lanes * deep) == 0;
  }

  @Override
  public String family() {
    return "transpose";
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> map = Schedules.map("columns", columns, "rows", rows, "threads", threads);
    map.putAll(Schedules.map("load", load, "store", store));
    map.put("layout", layout.name().toLowerCase(Locale.ROOT));
    return map;
  }

  static TransposeSchedule of(Map<String, String> s) {
    return new TransposeSchedule(
        Schedules.number(s, "columns"),
        Schedules.number(s, "rows"),
        Schedules.number(s, "threads"),
        Schedules.number(s, "load"),
        Schedules.number(s, "store"),
        Layout.valueOf(Schedules.word(s, "layout").toUpperCase(Locale.ROOT)));
  }
}
