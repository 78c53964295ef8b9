package dev.warpsmith.profiler.selection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The kernels of one task as columns of numbers, one per metric. */
final class TaskKernels {
  private final List<Observation> kernels;
  private final int least;
  private final double[] micros;
  private final Map<String, double[]> columns = new HashMap<>();

  /**
   * @param least kernels with a value, below which there is no correlation
   */
  TaskKernels(List<Observation> kernels, int least) {
    this.kernels = List.copyOf(kernels);
    this.least = least;
    this.micros = kernels.stream().mapToDouble(Observation::micros).toArray();
  }

  int size() {
    return kernels.size();
  }

  /** Returns r of a metric with the runtime. */
  OptionalDouble r(String metric) {
    return Pearson.r(column(metric), micros, least);
  }

  /** Returns r of two metrics. */
  OptionalDouble r(String one, String other) {
    return Pearson.r(column(one), column(other), least);
  }

  private double[] column(String metric) {
    return columns.computeIfAbsent(
        metric,
        name ->
            kernels.stream()
                .mapToDouble(kernel -> kernel.values().getOrDefault(name, Double.NaN))
                .toArray());
  }
}
