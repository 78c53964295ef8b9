package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Candidate;
import java.util.List;
import java.util.Map;

/**
 * What speedups of a task are relative to: its naive kernels, proven and timed like any candidate.
 *
 * @param kind such as {@code naive}
 * @param candidate the naive kernels
 * @param trivialAnswers answers that need no computation and pass all the same, such as {@code
 *     zeros}; if there is one, the task is degenerate
 * @param evidence what its own gates found
 * @param errors what honest arithmetic is off by, by case and output; see {@link HonestError}
 */
public record Baseline(
    String kind,
    Candidate candidate,
    CandidateTiming timing,
    List<String> trivialAnswers,
    List<Evidence> evidence,
    Map<String, HonestError> errors) {
  public Baseline {
    trivialAnswers = List.copyOf(trivialAnswers);
    evidence = List.copyOf(evidence);
    errors = Map.copyOf(errors);
  }

  /** Tells whether an answer that needs no computation passes: then a pass proves little. */
  public boolean degenerate() {
    return !trivialAnswers.isEmpty();
  }
}
