package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.profiler.timing.Clock;
import java.util.List;

/**
 * A speedup report.
 *
 * @param task its name
 * @param device id
 * @param size at which the device's times hold
 * @param hostSize at which JMH ran; smaller where emulating the full size would take minutes
 * @param rows the baseline first
 */
public record BenchReport(
    String task, String device, Bindings size, Bindings hostSize, List<BenchRow> rows) {
  public BenchReport {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a speedup report needs the baseline's row");
    }
  }

  /** Returns the clock of the device's times. */
  public Clock clock() {
    return rows.get(0).device().clock();
  }

  /** Returns what took the device's times, such as the modelled clock's version. */
  public String instrument() {
    return rows.get(0).device().instrument();
  }
}
