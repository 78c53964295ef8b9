package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import dev.warpsmith.profiler.timing.Sampler;
import java.util.Optional;

/** A plan that is timed at full size, its module loaded anew. */
final class TimedPlan implements AutoCloseable {
  /** How long the GPU works before the first sample counts, so that its clock is up. */
  private static final double WARM_UP_MICROS = 200_000;

  private static final int WARM_UP_SAMPLES = 50;
  private static final int MOST_WARM_UPS = 200;

  private final LaunchTimer timer;
  private final BoundPlan plan;
  private final LoadedModule module;

  TimedPlan(Subject subject, LaunchTimer timer, FullSizeMemory full) {
    this.timer = timer;
    this.plan = BoundPlan.of(subject.device(), subject.task(), subject.candidate(), full.fresh());
    this.plan.poisonScratch(SizeRun.poison(full.inputs()));
    this.module = subject.load();
  }

  BoundPlan plan() {
    return plan;
  }

  LoadedModule module() {
    return module;
  }

  /** Returns what takes samples of the whole plan with a cold cache. */
  Sampler cold() {
    return samples -> timer.time(module, plan.launches(), new TimingRequest(true, samples, 1));
  }

  Optional<DeviceFault> warmUp() {
    double done = 0;
    int samples = 1;
    for (int i = 0; i < MOST_WARM_UPS && done < WARM_UP_MICROS; i++) {
      LaunchTimes times = cold().take(samples);
      if (times instanceof LaunchTimes.Faulted faulted) {
        return Optional.of(faulted.fault());
      }
      double taken = sum((LaunchTimes.Taken) times);
      done += taken;
      samples = (int) Math.max(1, Math.min(WARM_UP_SAMPLES, WARM_UP_MICROS * samples / taken));
    }
    return Optional.empty();
  }

  private static double sum(LaunchTimes.Taken taken) {
    return taken.micros().stream().mapToDouble(Double::doubleValue).sum();
  }

  @Override
  public void close() {
    module.close();
    plan.close();
  }
}
