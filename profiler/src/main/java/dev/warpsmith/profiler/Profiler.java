package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.profiler.model.ModelledClock;
import dev.warpsmith.profiler.model.TimeBreakdown;
import java.util.Optional;

/** Turns what an emulated GPU counted during a launch into a profile with a modelled time. */
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
}
