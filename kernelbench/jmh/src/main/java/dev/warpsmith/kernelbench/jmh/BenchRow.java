package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.Speedup;

/**
 * One candidate's line in a speedup report.
 *
 * @param name the candidate's file, or the baseline's kind
 * @param device the time on the device, on its own clock
 * @param speedup against the report's baseline, on the device's clock
 * @param host JMH's score, on the host's clock
 */
public record BenchRow(String name, Measurement device, Speedup speedup, HostScore host) {
  /** Returns {@code faster}, {@code slower}, or {@code same} where the interval includes 1. */
  public String verdict() {
    if (speedup.interval().low() > 1) {
      return "faster";
    }
    return speedup.interval().high() < 1 ? "slower" : "same";
  }
}
