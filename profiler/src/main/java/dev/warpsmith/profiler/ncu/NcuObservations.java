package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.selection.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes observations of ncu's output: launches of one kernel with one geometry are one. */
public final class NcuObservations {
  private NcuObservations() {}

  /** Returns the kernels of an output, each with the mean of its launches. */
  public static List<Observation> of(String task, NcuReport report) {
    List<KernelProfile> profiles = new NcuProfiles("ncu", Map.of()).of(report);
    Map<String, List<Observation>> byKernel = new LinkedHashMap<>();
    for (int i = 0; i < profiles.size(); i++) {
      NcuLaunch launch = report.launches().get(i);
      String kernel =
          launch.kernel()
              + " "
              + launch.columns().getOrDefault("Grid Size", "")
              + launch.columns().getOrDefault("Block Size", "");
      Observation.of(task, kernel, profiles.get(i))
          .ifPresent(seen -> byKernel.computeIfAbsent(kernel, k -> new ArrayList<>()).add(seen));
    }
    return byKernel.values().stream().map(NcuObservations::mean).toList();
  }

  private static Observation mean(List<Observation> launches) {
    Map<String, List<Double>> values = new TreeMap<>();
    launches.forEach(
        launch ->
            launch
                .values()
                .forEach(
                    (name, value) ->
                        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value)));
    Map<String, Double> means = new TreeMap<>();
    values.forEach((name, all) -> means.put(name, mean(all, launches)));
    double micros = launches.stream().mapToDouble(Observation::micros).average().orElseThrow();
    Observation first = launches.get(0);
    return new Observation(first.task(), first.kernel(), micros, means);
  }

  /** A metric that a launch lacks is not compared with one that it has. */
  private static double mean(List<Double> values, List<Observation> launches) {
    return values.size() < launches.size()
        ? Double.NaN
        : values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
