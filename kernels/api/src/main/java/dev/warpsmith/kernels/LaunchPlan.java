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
}
