package dev.warpsmith.coder.expert;

import java.util.Map;

/**
 * Rows are copied to other places: the innermost dim stays innermost.
 *
 * @param lanes threads along a row
 * @param lines rows of threads in a block
 * @param vector elements per load and store
 * @param items rows per thread
 */
record PermuteSchedule(int lanes, int lines, int vector, int items) implements Schedule {
  PermuteSchedule {
    Schedules.requireRange("lanes", lanes, 1, 1024);
    Schedules.requireBlock(lanes * lines);
    Schedules.requireVector(vector);
    Schedules.requireRange("items", items, 1, 16);
  }

  @Override
  public String family() {
    return "permute";
  }

  @Override
  public Map<String, String> settings() {
    return Schedules.map("lanes", lanes, "lines", lines, "vector", vector, "items", items);
  }

  static PermuteSchedule of(Map<String, String> s) {
    return new PermuteSchedule(
        Schedules.number(s, "lanes"),
        Schedules.number(s, "lines"),
        Schedules.number(s, "vector"),
        Schedules.number(s, "items"));
  }
}
