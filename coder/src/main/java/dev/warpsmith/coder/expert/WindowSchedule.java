package dev.warpsmith.coder.expert;

import java.util.Map;

/**
 * Each thread folds the windows of some outputs: above each other, so that what they share is read
 * once, or where there is one dim only, a row of threads apart.
 *
 * @param lanes threads along the last dim
 * @param lines rows of threads in a block
 * @param items outputs per thread
 */
record WindowSchedule(int lanes, int lines, int items) implements Schedule {
  WindowSchedule {
    Schedules.requireRange("lanes", lanes, 1, 1024);
    Schedules.requireBlock(lanes * lines);
    Schedules.requireRange("items", items, 1, 16);
  }

  @Override
  public String family() {
    return "window";
  }

  @Override
  public Map<String, String> settings() {
    return Schedules.map("lanes", lanes, "lines", lines, "items", items);
  }

  static WindowSchedule of(Map<String, String> s) {
    return new WindowSchedule(
        Schedules.number(s, "lanes"), Schedules.number(s, "lines"), Schedules.number(s, "items"));
  }
}
