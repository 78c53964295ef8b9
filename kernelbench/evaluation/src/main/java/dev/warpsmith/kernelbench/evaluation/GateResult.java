package dev.warpsmith.kernelbench.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * What a gate found.
 *
 * @param failure the verdict with which the gate refuses the candidate; empty if it lets it through
 * @param message one sentence that says why it refuses; empty if it does not
 * @param facts what supports the answer, for the evidence
 */
record GateResult(Optional<Verdict> failure, String message, List<String> facts) {
  GateResult {
    facts = List.copyOf(facts);
  }

  /** Returns a pass. */
  static GateResult passed(List<String> facts) {
    return new GateResult(Optional.empty(), "", facts);
  }

  /** Returns a pass. */
  static GateResult passed(String... facts) {
    return passed(List.of(facts));
  }

  /** Returns a refusal. */
  static GateResult refused(Verdict verdict, String message, List<String> facts) {
    return new GateResult(Optional.of(verdict), message, facts);
  }

  /** Returns a refusal with no fact beyond its message. */
  static GateResult refused(Verdict verdict, String message) {
    return refused(verdict, message, List.of(message));
  }
}
