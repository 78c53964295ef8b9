package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.Printed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves that a candidate touches only memory that it may, writes no input and every element of
 * every output, reads only what was written, and has no race, at the check sizes, with thread
 * blocks and warps in several shuffled orders.
 */
final class SanitizeGate {
  private static final int ORDERS = 2;

  private SanitizeGate() {}

  static GateResult check(Subject subject, CheckCases cases, EvaluationSettings settings) {
    Printed printed = Printed.nothing();
    for (Bindings size : cases.sizes()) {
      for (int order = 0; order < ORDERS; order++) {
        InputCase inputs = cases.plain(size, order);
        LaunchOptions options =
            LaunchOptions.sanitizing(inputs.seed()).withStepBudget(settings.checkStepBudget());
        try (SizeRun run = SizeRun.open(subject, size)) {
          PlanRun ended = run.run(inputs, options);
          if (ended instanceof PlanRun.Faulted faulted) {
            GateResult refusal = Faults.refusal(faulted.fault(), faulted.others(), "at " + size);
            return refused(refusal, faulted.printed());
          }
          Optional<String> unwritten = run.unwritten();
          if (unwritten.isPresent()) {
            return GateResult.refused(
                Verdict.WRONG_NUMERICS, unwritten.get() + " was not written (at " + size + ")");
          }
          printed = printed.isEmpty() ? ((PlanRun.Completed) ended).printed() : printed;
        }
      }
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        "no fault at "
            + cases.sizes().size()
            + " check sizes, "
            + ORDERS
            + " orders of blocks and warps each");
    facts.addAll(PrintedFacts.of(printed));
    return GateResult.passed(facts);
  }

  /** Adds to a refusal what the candidate printed before its fault. */
  private static GateResult refused(GateResult refusal, Printed printed) {
    List<String> facts = new ArrayList<>(refusal.facts());
    facts.addAll(PrintedFacts.of(printed));
    return new GateResult(refusal.failure(), refusal.message(), facts);
  }
}
