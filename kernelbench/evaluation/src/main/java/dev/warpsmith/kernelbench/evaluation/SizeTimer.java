package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Profiler;
import java.util.List;

/**
 * Profiles a task's own kernels at any size on an emulated GPU, cold or as one of many launches
 * back to back. It proves nothing: it is for kernels whose times others have measured.
 */
public final class SizeTimer {
  private final Device device;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;

  public SizeTimer(Device device, CandidateCompiler compiler, EvaluationSettings settings) {
    this.device = device;
    this.compiler = compiler;
    this.settings = settings;
  }

  /** What came of it: a profile per launch, or the reason why there is none. */
  public record Outcome(List<KernelProfile> profiles, String problem) {
    public Outcome {
      profiles = List.copyOf(profiles);
    }

    private static Outcome refused(String problem) {
      return new Outcome(List.of(), problem);
    }
  }

  /**
   * Profiles every launch of the task's naive kernels.
   *
   * @param size a value for every dim
   * @param caches what each launch finds in L2
   */
  public Outcome time(Task task, Bindings size, LaunchOptions.Caches caches) {
    Task sized = task.withDims(size);
    Subject subject = new Subject(device, compiler, sized, NaiveKernels.of(sized));
    for (GateResult gate : List.of(CompileGate.check(subject), PlanGate.check(subject))) {
      if (gate.failure().isPresent()) {
        return Outcome.refused(gate.message());
      }
    }
    Profiler profiler = new Profiler(device.id(), device.spec());
    try (SizeRun run = SizeRun.open(subject, size)) {
      run.prepare(new InputCase(size, settings.seed(), Stress.PLAIN));
      PlanRun sampled = run.again(options(caches));
      PlanRun ended = unsampleable(sampled) ? run.again(whole(caches)) : sampled;
      return ended.match(
          completed -> new Outcome(run.profiles(profiler, completed), ""),
          faulted -> Outcome.refused(faulted.fault().message()));
    }
  }

  private LaunchOptions options(LaunchOptions.Caches caches) {
    return LaunchOptions.counting(
            new BlockSelection.SampledWaves(1, settings.sampledInstructions()))
        .with(caches)
        .withStepBudget(settings.completeInstructions());
  }

  private LaunchOptions whole(LaunchOptions.Caches caches) {
    return options(caches).with(BlockSelection.all());
  }

  private static boolean unsampleable(PlanRun run) {
    return run instanceof PlanRun.Faulted faulted
        && faulted.fault().kind() == DeviceFault.Kind.NOT_SAMPLEABLE;
  }
}
