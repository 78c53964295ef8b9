package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.profiler.timing.Sampler;
import java.util.List;
import java.util.Optional;

/** A plan that is timed on an instance of the device of its own, which closes with it. */
final class PlanApart implements AutoCloseable {
  private final Device device;
  private final FullSizeMemory full;
  private final TimedPlan plan;

  private PlanApart(Device device, FullSizeMemory full, TimedPlan plan) {
    this.device = device;
    this.full = full;
    this.plan = plan;
  }

  /**
   * Loads a plan on a device that measures, with the full size's tensors. The device is closed if
   * that fails.
   *
   * @param salt of the inputs, see {@link FullSizeMemory#draw}
   */
  static PlanApart on(Device device, Subject subject, EvaluationSettings settings, long salt) {
    try {
      FullSizeMemory full = new FullSizeMemory(device, subject.task(), settings);
      full.draw(salt);
      TimedPlan plan = new TimedPlan(subject.on(device), device.timer().orElseThrow(), full);
      return new PlanApart(device, full, plan);
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  Optional<DeviceFault> warmUp() {
    return plan.warmUp();
  }

  /**
   * Returns what takes samples with a cold cache after another process had the GPU. The first of
   * each batch is not counted: it finds no address translated.
   */
  Sampler samplesAfterTheOther() {
    return samples ->
        plan.cold()
            .take(samples + 1)
            .match(taken -> withoutFirst(taken.micros()), faulted -> faulted);
  }

  private static LaunchTimes withoutFirst(List<Double> micros) {
    return new LaunchTimes.Taken(micros.subList(1, micros.size()));
  }

  @Override
  public void close() {
    try {
      plan.close();
      full.close();
    } finally {
      device.close();
    }
  }
}
