package dev.warpsmith.optimizer.verify;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.Prover;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One proof of a claimed candidate, from nothing.
 *
 * @param refusal why the naive kernels did not pass; then there is no more
 * @param gates what each gate that was asked answered: the verdict of its refusal, if it refused
 */
record Attempt(
    Optional<String> refusal,
    Optional<Baseline> baseline,
    Optional<Evaluation> evaluation,
    Map<Gate, Optional<Verdict>> gates) {

  /** Proves the naive kernels, then the candidate. */
  static Attempt of(Prover prover, Candidate candidate, EvaluationObserver observer) {
    try {
      Baseline baseline = prover.baseline(EvaluationMemory.none(), observer);
      Map<Gate, Optional<Verdict>> gates = new EnumMap<>(Gate.class);
      Evaluation evaluation =
          prover.evaluate(
              candidate,
              baseline,
              EvaluationMemory.none(),
              event -> {
                event.match(
                    started -> Optional.empty(),
                    finished -> gates.put(finished.gate(), finished.failure()));
                observer.observe(event);
              });
      return new Attempt(Optional.empty(), Optional.of(baseline), Optional.of(evaluation), gates);
    } catch (BaselineException e) {
      return new Attempt(
          Optional.of(String.valueOf(e.getMessage())),
          Optional.empty(),
          Optional.empty(),
          Map.of());
    }
  }

  /** Returns what a gate found, a fact each. */
  List<String> facts(Gate gate) {
    return evaluation.map(Evaluation::evidence).orElse(List.of()).stream()
        .filter(fact -> fact.gate() == gate)
        .map(Evidence::text)
        .toList();
  }

  /** Returns the time, if every gate let the candidate through. */
  Optional<CandidateTiming> timing() {
    return evaluation.flatMap(
        found -> found.match(failed -> Optional.empty(), ok -> Optional.of(ok.timing())));
  }
}
