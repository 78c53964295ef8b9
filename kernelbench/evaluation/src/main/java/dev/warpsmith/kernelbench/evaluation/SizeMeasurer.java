package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.StoppingRule;
import dev.warpsmith.profiler.timing.TimedArms;
import java.util.List;
import java.util.Optional;

/**
 * Measures a task's own kernels at any size on a GPU, cold or back to back: the measured side of
 * {@link SizeTimer}. It proves nothing.
 */
public final class SizeMeasurer {
  private static final double WARM_UP_MICROS = 50_000;
  private static final int MOST_WARM_UPS = 1000;

  /** A sample of launches back to back is of as many as take about this long. */
  private static final double STEADY_SAMPLE_MICROS = 2_000;

  private static final int MOST_REPEATS = 500;
  private static final StoppingRule RULE = new StoppingRule(11, 100, 0.005, 0.05);

  private final Device device;
  private final LaunchTimer timer;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;

  /**
   * @throws DeviceException if the device measures no times
   */
  public SizeMeasurer(Device device, CandidateCompiler compiler, EvaluationSettings settings) {
    this.device = device;
    this.compiler = compiler;
    this.settings = settings;
    this.timer =
        device
            .timer()
            .orElseThrow(
                () ->
                    new DeviceException(
                        device.id()
                            + " measures no times; name a GPU, as in --device cuda:0 (see 'devices')"));
  }

  /**
   * What came of it.
   *
   * @param measurement of the whole plan; empty if it did not run
   * @param registers per thread, of the kernel that takes most
   * @param problem why there is no measurement; else empty
   */
  public record Outcome(Optional<Measurement> measurement, int registers, String problem) {
    private static Outcome refused(String problem) {
      return new Outcome(Optional.empty(), 0, problem);
    }
  }

  /**
   * Measures the task's naive kernels, all launches of the plan together.
   *
   * @param size a value for every dim
   * @param caches {@code COLD}: L2 is overwritten before each sample; {@code STEADY}: a sample is
   *     the mean of many runs back to back
   */
  public Outcome measure(Task task, Bindings size, LaunchOptions.Caches caches) {
    Task sized = task.withDims(size);
    Subject subject = new Subject(device, compiler, sized, NaiveKernels.of(sized));
    for (GateResult gate : List.of(CompileGate.check(subject), PlanGate.check(subject))) {
      if (gate.failure().isPresent()) {
        return Outcome.refused(gate.message());
      }
    }
    LaunchTimer.Reservation reservation = timer.reserve();
    try (SizeRun run = SizeRun.open(subject, size)) {
      run.prepare(new InputCase(size, settings.seed(), Stress.PLAIN));
      return measure(run, caches == LaunchOptions.Caches.COLD);
    } finally {
      reservation.close();
    }
  }

  private Outcome measure(SizeRun run, boolean cold) {
    LaunchTimes warm = warmUp(run);
    if (warm instanceof LaunchTimes.Faulted faulted) {
      return Outcome.refused(faulted.fault().message());
    }
    double micros = ((LaunchTimes.Taken) warm).micros().get(0);
    int repeats =
        cold
            ? 1
            : (int) Math.max(1, Math.min(MOST_REPEATS, Math.ceil(STEADY_SAMPLE_MICROS / micros)));
    TimedArms arms =
        TimedArms.of(samples -> time(run, new TimingRequest(cold, samples, repeats)), RULE);
    Optional<DeviceFault> fault = arms.fault();
    return fault.isPresent()
        ? Outcome.refused(fault.get().message())
        : new Outcome(
            Optional.of(new Measurement(Clock.CUDA_EVENT, timer.instrument(), arms.firstSamples())),
            registers(run),
            "");
  }

  /** Runs the plan until the GPU's clock is up, and returns the last time. */
  private LaunchTimes warmUp(SizeRun run) {
    double done = 0;
    LaunchTimes last = time(run, new TimingRequest(false, 1, 1));
    for (int i = 0; i < MOST_WARM_UPS && done < WARM_UP_MICROS; i++) {
      last = time(run, new TimingRequest(false, 1, 1));
      if (last instanceof LaunchTimes.Taken taken) {
        done += taken.micros().get(0);
      } else {
        return last;
      }
    }
    return last;
  }

  private LaunchTimes time(SizeRun run, TimingRequest request) {
    return timer.time(run.module(), run.launches(), request);
  }

  private static int registers(SizeRun run) {
    LoadedModule module = run.module();
    return run.launches().stream()
        .map(KernelLaunch::kernel)
        .mapToInt(kernel -> module.resources(kernel).registers())
        .max()
        .orElse(0);
  }
}
