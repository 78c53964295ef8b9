package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.profiler.model.ModelledClock;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what is known of a launch into a profile: what an emulated GPU counted, with a modelled
 * time, or what a device measured.
 */
public final class Profiler {
  private final String device;
  private final GpuSpec gpu;

  /**
   * @param device the id that the profile names, such as {@code emulated:h200}
   */
  public Profiler(String device, GpuSpec gpu) {
    this.device = device;
    this.gpu = gpu;
  }

  /** Returns the profile of one launch. */
  public KernelProfile profile(
      KernelResources kernel, KernelLaunch launch, LaunchCounters counters) {
    TimeBreakdown time = ModelledClock.time(gpu, kernel, launch, counters);
    return new KernelProfile(
        launch.kernel(),
        device,
        "emulator, model " + ModelledClock.label(),
        counters.sampling().description(),
        new CounterMetrics(gpu, kernel, launch, counters, time).all(),
        Optional.of(time),
        counters.hotSpots());
  }

  /**
   * Returns the profile of a launch that was timed and not counted: what follows from the launch,
   * and its duration.
   *
   * @param duration of this launch alone
   */
  public KernelProfile measured(KernelResources kernel, KernelLaunch launch, Measurement duration) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    for (MetricCatalog.Entry entry : MetricCatalog.all()) {
      metrics.put(entry.name(), new Metric.Absent(entry.name(), "needs ncu"));
    }
    metrics.putAll(LaunchMetrics.of(gpu, kernel, launch));
    metrics.put(
        KeyMetrics.DURATION,
        new Metric.Value(KeyMetrics.DURATION, duration.median(), "usecond", Metric.Kind.MEASURED));
    return new KernelProfile(
        launch.kernel(),
        device,
        duration.instrument(),
        "not counted: needs ncu",
        metrics,
        Optional.empty(),
        List.of());
  }

  /**
   * Returns the profile of a launch that was timed, and whose counters Nsight Compute read while it
   * ran again.
   *
   * @param duration of this launch alone, outside of ncu
   * @param counters the profile that ncu gave
   */
  public KernelProfile counted(
      KernelResources kernel, KernelLaunch launch, Measurement duration, KernelProfile counters) {
    Map<String, Metric> metrics = new LinkedHashMap<>(counters.metrics());
    LaunchMetrics.of(gpu, kernel, launch)
        .forEach(
            (name, exact) ->
                metrics.merge(name, exact, (known, ours) -> known.match(v -> v, a -> ours)));
    return new KernelProfile(
        launch.kernel(),
        device,
        counters.source(),
        "counted by " + counters.source() + " in a launch of its own, caches emptied",
        metrics,
        CounterBreakdown.of(gpu, counters, duration.median()),
        List.of());
  }
}
