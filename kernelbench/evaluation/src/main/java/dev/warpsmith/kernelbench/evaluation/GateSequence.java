package dev.warpsmith.kernelbench.evaluation;

import java.util.Optional;
import java.util.function.Supplier;

/** Gates one after another, until one refuses. */
final class GateSequence {
  private final Steps steps;
  private Optional<GateResult> refusal = Optional.empty();

  GateSequence(Steps steps) {
    this.steps = steps;
  }

  /** Asks the next gate, unless one has refused. */
  GateSequence then(Gate gate, Supplier<GateResult> work) {
    if (refusal.isEmpty()) {
      GateResult result = steps.gate(gate, work);
      if (result.failure().isPresent()) {
        refusal = Optional.of(result);
      }
    }
    return this;
  }

  /** Returns the evaluation that the refusal ends, or empty if none refused. */
  Optional<Evaluation> refusal() {
    return refusal.map(result -> failed(result, steps));
  }

  /** Returns the refusal, or else what comes after all gates. */
  Evaluation run(Supplier<Evaluation> after) {
    return refusal.isPresent() ? failed(refusal.get(), steps) : after.get();
  }

  /** Returns the evaluation that a refusal ends. */
  static Evaluation failed(GateResult refusal, Steps steps) {
    return new Evaluation.Failed(
        refusal.failure().orElseThrow(), refusal.message(), steps.evidence());
  }
}
