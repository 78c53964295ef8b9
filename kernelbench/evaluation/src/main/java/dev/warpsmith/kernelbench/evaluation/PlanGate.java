package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LoadedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves that a launch plan fits its task, its kernels and the GPU, at every size that will be run.
 */
final class PlanGate {
  private final Subject subject;
  private final Task task;
  private final Candidate candidate;

  private PlanGate(Subject subject) {
    this.subject = subject;
    this.task = subject.task();
    this.candidate = subject.candidate();
  }

  static GateResult check(Subject subject) {
    return new PlanGate(subject).check();
  }

  private GateResult check() {
    Optional<String> problem = new PlanCheck(task, candidate).problem().or(this::sizeProblem);
    return problem
        .map(text -> GateResult.refused(Verdict.PLAN_REJECTED, text))
        .orElseGet(
            () ->
                GateResult.passed(
                    candidate.plan().launches().size()
                        + " launches fit "
                        + subject.device().spec().name()
                        + " at every size"));
  }

  private Optional<String> sizeProblem() {
    List<Bindings> sizes = new ArrayList<>(task.checkSizes());
    sizes.add(task.dims());
    try (LoadedModule module = subject.load()) {
      return sizes.stream()
          .map(size -> sizeProblem(size, module).map(text -> text + " (at " + size + ")"))
          .flatMap(Optional::stream)
          .findFirst();
    }
  }

  private Optional<String> sizeProblem(Bindings size, LoadedModule module) {
    Bindings values = size.with(candidate.tunables());
    GpuSpec gpu = subject.device().spec();
    return scratchProblem(values, gpu)
        .or(() -> argumentProblem(values))
        .or(() -> limitProblem(values, module, gpu));
  }

  private Optional<String> scratchProblem(Bindings values, GpuSpec gpu) {
    long bytes = 0;
    for (TensorSpec scratch : candidate.plan().scratch()) {
      try {
        bytes = Math.addExact(bytes, scratch.bytes(values));
      } catch (IllegalArgumentException | ArithmeticException e) {
        return Optional.of(file() + ": @scratch " + scratch + ": " + e.getMessage());
      }
      if (scratch.elements(values) < 1) {
        return Optional.of(file() + ": @scratch " + scratch + " has no element");
      }
    }
    long tensors =
        task.inputs().stream().mapToLong(input -> input.tensor().bytes(values)).sum()
            + task.outputs().stream().mapToLong(output -> output.bytes(values)).sum();
    if (bytes + tensors > gpu.memoryBytes()) {
      return Optional.of(
          file()
              + ": @scratch tensors need "
              + bytes
              + " bytes beside the task's "
              + tensors
              + ", "
              + gpu.name()
              + " has "
              + gpu.memoryBytes());
    }
    return Optional.empty();
  }

  /** Finds the first expression without a value, launch by launch, so that its line is known. */
  private Optional<String> argumentProblem(Bindings values) {
    for (Launch launch : candidate.plan().launches()) {
      try {
        BoundPlan.launch(launch, PlanNames.of(task, candidate), values, name -> Optional.empty());
      } catch (IllegalArgumentException | ArithmeticException e) {
        return Optional.of(at(launch) + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private Optional<String> limitProblem(Bindings values, LoadedModule module, GpuSpec gpu) {
    LaunchLimits limits = new LaunchLimits(gpu);
    for (Launch launch : candidate.plan().launches()) {
      if (!module.kernels().containsKey(launch.kernel())) {
        return Optional.of(
            at(launch)
                + "kernel is not in the compiled module (there: "
                + String.join(", ", module.kernels().keySet().stream().sorted().toList())
                + ")");
      }
      KernelLaunch bound =
          BoundPlan.launch(launch, PlanNames.of(task, candidate), values, name -> Optional.empty());
      Optional<String> problem = limits.problem(launch, bound, module.resources(launch.kernel()));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private String file() {
    return candidate.source().file();
  }

  private static String at(Launch launch) {
    return launch.position().file()
        + ":"
        + launch.position().line()
        + ": @launch "
        + launch.kernel()
        + ": ";
  }
}
