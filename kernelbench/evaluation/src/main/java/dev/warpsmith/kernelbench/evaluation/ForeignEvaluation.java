package dev.warpsmith.kernelbench.evaluation;

import java.util.List;

/**
 * What was found of a foreign module.
 *
 * @param message one sentence that says why
 * @param evidence facts of every gate that was asked
 * @param times its times beside others', where there is a GPU
 */
public record ForeignEvaluation(
    Verdict verdict, String message, List<Evidence> evidence, List<OutsideComparison> times) {
  public ForeignEvaluation {
    evidence = List.copyOf(evidence);
    times = List.copyOf(times);
  }
}
