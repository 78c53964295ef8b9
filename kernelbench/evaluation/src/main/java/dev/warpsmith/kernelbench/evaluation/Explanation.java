package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.KernelProfile;
import java.util.List;
import java.util.Optional;

/**
 * Where the time of a measured plan goes.
 *
 * @param profiles one per launch, with counters if they could be read
 * @param modelled what the emulated GPU says, where they could not
 * @param facts what was read or why not
 */
record Explanation(
    List<KernelProfile> profiles, Optional<CandidateTiming> modelled, List<String> facts) {
  Explanation {
    profiles = List.copyOf(profiles);
    facts = List.copyOf(facts);
  }

  /** Makes the explanation of a time that nobody asks about. */
  static Explanation none() {
    return new Explanation(List.of(), Optional.empty(), List.of());
  }
}
