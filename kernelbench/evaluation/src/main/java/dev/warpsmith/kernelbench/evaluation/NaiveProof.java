package dev.warpsmith.kernelbench.evaluation;

import java.util.List;

/**
 * That a task's naive kernels passed the gates at the check sizes.
 *
 * @param evidence what the gates found
 * @param trivialAnswers answers that compute nothing and pass all the same, see {@link
 *     Baseline#trivialAnswers}
 */
public record NaiveProof(List<Evidence> evidence, List<String> trivialAnswers) {
  public NaiveProof {
    evidence = List.copyOf(evidence);
    trivialAnswers = List.copyOf(trivialAnswers);
  }
}
