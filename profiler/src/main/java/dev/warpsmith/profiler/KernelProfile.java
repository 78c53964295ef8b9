package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.LaunchCounters.HotSpot;
import dev.warpsmith.profiler.model.TimeBreakdown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of one launch of one kernel, under Nsight Compute's metric names.
 *
 * @param kernel the kernel's name in the source
 * @param device such as {@code emulated:h200}
 * @param source where the metrics come from, such as {@code emulator, model m1, GPU table g1}
 * @param sampling which blocks were counted, in one line
 * @param metrics by name, in the order of {@link MetricCatalog}, each with a value or a reason
 * @param time what bounds the launch's time, modelled or as its counters say; empty where neither
 *     is known
 * @param hotSpots source lines by cost, most expensive first
 */
public record KernelProfile(
    String kernel,
    String device,
    String source,
    String sampling,
    Map<String, Metric> metrics,
    Optional<TimeBreakdown> time,
    List<HotSpot> hotSpots) {

  /** Copies the collections, keeping their order. */
  public KernelProfile {
    metrics = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    hotSpots = List.copyOf(hotSpots);
  }

  /** Returns the value of a metric, or nothing if it is absent or not in this profile. */
  public OptionalDouble value(String name) {
    Metric metric = metrics.get(name);
    return metric == null
        ? OptionalDouble.empty()
        : metric.match(
            present -> OptionalDouble.of(present.value()), absent -> OptionalDouble.empty());
  }

  /** Tells whether what this profile says of time is measured, not modelled. */
  public boolean measured() {
    Metric duration = metrics.get(KeyMetrics.DURATION);
    return duration != null
        && duration.match(value -> value.kind() == Metric.Kind.MEASURED, absent -> false);
  }
}
