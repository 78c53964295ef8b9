package dev.warpsmith.coder.expert;

import java.util.Locale;
import java.util.Map;

/**
 * Some threads scan a row, a chunk at a time.
 *
 * @param threads per row: a power of two up to 32, or whole warps
 * @param rows per block
 * @param vector elements per load and store
 * @param items vectors of a thread in a chunk
 * @param carry how a chunk learns what is before it
 */
record ScanSchedule(int threads, int rows, int vector, int items, Carry carry) implements Schedule {
  /** How a chunk learns what is before it. */
  enum Carry {
    /** The same threads scan a row's chunks one after another. */
    LOOP,
    /** A block per chunk looks back at what the blocks before it have published. */
    LOOKBACK
  }

  ScanSchedule {
    Schedules.requireBlock(threads * rows);
    Schedules.requireVector(vector);
    Schedules.requireRange("items", items, 1, 32);
    boolean warps = threads % 32 == 0 && rows == 1;
    if (!warps && (threads > 32 || Integer.bitCount(threads) != 1)) {
      throw new IllegalArgumentException(
          "threads = %d, rows = %d: expected a power of two up to 32, or whole warps with one row"
              .formatted(threads, rows));
    }
    if (threads > 32 && threads / 32 * items > 32) {
      throw new IllegalArgumentException(
          "%d warps with %d items: expected at most 32 parts of a chunk"
              .formatted(threads / 32, items));
    }
    if (carry == Carry.LOOKBACK && threads <= 32) {
      throw new IllegalArgumentException("carry = lookback: expected more threads than a warp");
    }
  }

  /** Returns the elements of a chunk. */
  int chunk() {
    return threads * vector * items;
  }

  @Override
  public String family() {
    return "scan";
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> map =
        Schedules.map("threads", threads, "rows", rows, "vector", vector, "items", items);
    map.put("carry", carry.name().toLowerCase(Locale.ROOT));
    return map;
  }

  static ScanSchedule of(Map<String, String> s) {
    return new ScanSchedule(
        Schedules.number(s, "threads"),
        Schedules.number(s, "rows"),
        Schedules.number(s, "vector"),
        Schedules.number(s, "items"),
        Carry.valueOf(Schedules.word(s, "carry").toUpperCase(Locale.ROOT)));
  }
}
