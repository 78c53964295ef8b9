package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LoadResult;
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

  /**
   * Checks a candidate on an emulated GPU in the place of its own, which finds only some writes out
   * of bounds. What the emulated GPU cannot run is not held against the candidate.
   */
  static GateResult elsewhere(Subject emulated, CheckCases cases, EvaluationSettings settings) {
    String device = emulated.device().id();
    Optional<String> unable = emulated.tryLoad().match(SanitizeGate::closed, SanitizeGate::reason);
    if (unable.isPresent()) {
      return notSanitized(device, unable.get());
    }
    GateResult result = check(emulated, cases, settings);
    if (result.failure().filter(Verdict.COMPILE_FAILED::equals).isPresent()) {
      return notSanitized(device, result.message());
    }
    List<String> facts = new ArrayList<>(result.facts());
    facts.add("sanitized on " + device);
    return new GateResult(result.failure(), result.message(), facts);
  }

  private static Optional<String> closed(LoadResult.Loaded loaded) {
    loaded.module().close();
    return Optional.empty();
  }

  private static Optional<String> reason(LoadResult.Refused refused) {
    return Optional.of(refused.message());
  }

  private static GateResult notSanitized(String device, String reason) {
    return GateResult.passed(
        "not sanitized: "
            + device
            + " cannot run it ("
            + reason
            + "); on the GPU, writes a little out of bounds are found and races are not");
  }

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
