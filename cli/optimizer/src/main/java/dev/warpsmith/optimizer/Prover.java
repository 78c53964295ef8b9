package dev.warpsmith.optimizer;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.nvcc.CompilationResult;

/** What the loop asks of an evaluator of one task on one device. */
public interface Prover {
  /** Proves and times the naive kernels. */
  Baseline baseline(EvaluationMemory memory, EvaluationObserver observer);

  /** Puts a candidate through the gates. */
  Evaluation evaluate(
      Candidate candidate, Baseline baseline, EvaluationMemory memory, EvaluationObserver observer);

  /**
   * Looks closer at a candidate that passed and would be the best so far.
   *
   * @return the evaluation with what was found; a refusal if that is a fault
   */
  default Evaluation confirm(
      Candidate candidate,
      Evaluation.Passed passed,
      EvaluationMemory memory,
      EvaluationObserver observer) {
    return passed;
  }

  /** Returns how a candidate compiles; asked after its evaluation, so that a cache has it. */
  CompilationResult compilation(Candidate candidate);
}
