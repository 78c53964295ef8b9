package dev.warpsmith.kernels.jcuda.smi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code nvidia-smi}'s table.
 *
 * @param smMhz SM clock
 * @param memoryMhz memory clock
 * @param celsius temperature
 * @param watts power
 * @param reasons bits that say what holds the clock down, as NVML numbers them
 */
record ClockReading(int smMhz, int memoryMhz, int celsius, double watts, long reasons) {
  private static final int COLUMNS = 5;

  /** Reasons that slow a measurement down; idling and settings of the user do not. */
  private static final List<String> THROTTLES =
      List.of(
          "", // idle
          "", // application clocks
          "software power cap",
          "hardware slowdown",
          "", // sync boost
          "software thermal slowdown",
          "hardware thermal slowdown",
          "hardware power brake");

  /**
   * Reads a line such as {@code 1980, 3201, 43, 310.52, 0x0000000000000000}; empty if it is none.
   */
  static Optional<ClockReading> parse(String line) {
    String[] columns = line.split(",", -1);
    if (columns.length != COLUMNS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ClockReading(
              Integer.parseInt(columns[0].strip()),
              Integer.parseInt(columns[1].strip()),
              Integer.parseInt(columns[2].strip()),
              Double.parseDouble(columns[3].strip()),
              Long.decode(columns[4].strip())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns what slows the GPU down, in words. */
  List<String> throttles() {
    List<String> found = new ArrayList<>();
    for (int bit = 0; bit < THROTTLES.size(); bit++) {
      if ((reasons >> bit & 1) == 1 && !THROTTLES.get(bit).isEmpty()) {
        found.add(THROTTLES.get(bit));
      }
    }
    return found;
  }
}
