package dev.warpsmith.kernels;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a Coder writes and a device runs: device code, its launch plan, and one value for each
 * tunable.
 *
 * @param tunables a value for every tunable of the plan, and for nothing else
 */
public record Candidate(CudaSource source, LaunchPlan plan, Bindings tunables) {
  public Candidate {
    for (Tunable tunable : plan.tunables()) {
      if (tunables.find(tunable.name()).isEmpty()) {
        throw new IllegalArgumentException(
            "tunable " + tunable.name() + " has no value (given: " + tunables + ")");
      }
    }
  }

  /** Returns the candidate with every tunable at its first value. */
  public static Candidate of(CudaSource source, LaunchPlan plan) {
    Map<String, Long> first =
        plan.tunables().stream()
            .collect(Collectors.toMap(Tunable::name, tunable -> tunable.values().get(0)));
    return new Candidate(source, plan, Bindings.of(first));
  }

  /** Returns the same source with other tunable values. */
  public Candidate with(Bindings values) {
    return new Candidate(source, plan, tunables.with(values));
  }
}
