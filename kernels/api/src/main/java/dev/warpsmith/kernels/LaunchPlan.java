package dev.warpsmith.kernels;

import java.util.List;

/**
 * What a candidate declares instead of host code: its kernel launches in order, the scratch tensors
 * they use, the tunables, and extra compiler flags.
 */
public record LaunchPlan(
    List<Launch> launches, List<TensorSpec> scratch, List<Tunable> tunables, List<String> flags) {
  public LaunchPlan {
    launches = List.copyOf(launches);
    scratch = List.copyOf(scratch);
    tunables = List.copyOf(tunables);
    flags = List.copyOf(flags);
  }

  /**
   * Reads the plan from a candidate's directives: {@code @tune}, {@code @scratch}, {@code @flags}
   * and {@code @launch}.
   *
   * @throws SourceException if a directive is broken, unknown or belongs to a task, a name is
   *     declared twice, a launched kernel is not defined, or nothing is launched
   */
  public static LaunchPlan parse(CudaSource source) {
    return new LaunchPlanParser(source).parse();
  }
}
