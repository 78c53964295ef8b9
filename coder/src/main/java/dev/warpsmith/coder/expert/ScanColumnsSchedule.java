package dev.warpsmith.coder.expert;

import java.util.Map;

/**
 * A block scans neighbouring columns along a dim that others follow, a chunk at a time.
 *
 * @param x threads along the columns
 * @param y rows of threads, each with its part of a chunk
 * @param items elements of a thread in a chunk, in flight at once
 */
record ScanColumnsSchedule(int x, int y, int items) implements Schedule {
  ScanColumnsSchedule {
    Schedules.requireBlock(x * y);
    Schedules.requireRange("y", y, 1, 32);
    Schedules.requireRange("items", items, 1, 32);
  }

  @Override
  public String family() {
    return "scan_columns";
  }

  @Override
  public Map<String, String> settings() {
    return Schedules.map("x", x, "y", y, "items", items);
  }

  static ScanColumnsSchedule of(Map<String, String> s) {
    return new ScanColumnsSchedule(
        Schedules.number(s, "x"), Schedules.number(s, "y"), Schedules.number(s, "items"));
  }
}
