package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.NoiseFloor;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.Locale;

/**
 * One candidate's line in a speedup report.
 *
 * @param name the candidate's file, or the baseline's kind
 * @param device the time on the device, on its own clock
 * @param speedup against the report's baseline, on the device's clock; of samples in turn with it
 *     where the device measures
 * @param noise below which nothing is faster: of a device that measures, while the samples were
 *     taken
 * @param host JMH's score, on the host's clock
 */
public record BenchRow(
    String name, Measurement device, Speedup speedup, NoiseFloor noise, HostScore host) {
  /**
   * Returns {@code faster}, {@code slower}, or {@code same} where the interval reaches 1 or its
   * noise.
   */
  public String verdict() {
    return noise.outcome(speedup).name().toLowerCase(Locale.ROOT);
  }
}
