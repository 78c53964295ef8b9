package dev.warpsmith.profiler.selection;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One kernel of one task: what it took, and what was counted meanwhile.
 *
 * @param kernel tells it from the task's other kernels, for people
 * @param micros its runtime
 * @param values of the metrics that have one
 */
public record Observation(String task, String kernel, double micros, Map<String, Double> values) {

  /** Copies the values; those that are no finite number are as if they were not there. */
  public Observation {
    if (!(micros > 0) || !Double.isFinite(micros)) {
      throw new IllegalArgumentException(kernel + " took " + micros + " us: above 0 expected");
    }
    Map<String, Double> finite = new LinkedHashMap<>(values);
    finite.values().removeIf(value -> !Double.isFinite(value));
    values = Collections.unmodifiableMap(finite);
  }

  /** Returns what a profile says of a kernel; empty if it has no runtime. */
  public static Optional<Observation> of(String task, String kernel, KernelProfile profile) {
    double micros = profile.value(KeyMetrics.DURATION).orElse(0);
    if (!(micros > 0)) {
      return Optional.empty();
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : profile.metrics().values()) {
      metric.match(value -> values.put(value.name(), value.value()), absent -> values);
    }
    return Optional.of(new Observation(task, kernel, micros, values));
  }
}
