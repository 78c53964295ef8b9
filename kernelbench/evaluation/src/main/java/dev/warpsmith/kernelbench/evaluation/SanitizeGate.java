package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.LaunchOptions;
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
    for (Bindings size : cases.sizes()) {
      for (int order = 0; order < ORDERS; order++) {
        InputCase inputs = cases.plain(size, order);
        LaunchOptions options =
            LaunchOptions.sanitizing(inputs.seed()).withStepBudget(settings.checkStepBudget());
        try (SizeRun run = SizeRun.open(subject, size)) {
          if (run.run(inputs, options) instanceof PlanRun.Faulted faulted) {
            return Faults.refusal(faulted.fault(), faulted.others(), "at " + size);
          }
          Optional<String> unwritten = run.unwritten();
          if (unwritten.isPresent()) {
            return GateResult.refused(
                Verdict.WRONG_NUMERICS, unwritten.get() + " was not written (at " + size + ")");
          }
        }
      }
    }
    return GateResult.passed(
        "no fault at "
            + cases.sizes().size()
            + " check sizes, "
            + ORDERS
            + " orders of blocks and warps each");
  }
}
