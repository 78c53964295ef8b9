package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves that no run of a plan uses what an earlier run left in {@code __device__} variables: then
 * every run does what the first one did, however many there are.
 *
 * <p>A run on an emulated GPU is followed by another one, for which all that the first one changed
 * counts as never written. What a run puts back as it was is no change, and what goes nowhere but
 * back into its variable, as a count that nobody asks for does, is no use.
 */
final class Leftovers {
  private final Subject emulated;
  private final CheckCases cases;
  private final EvaluationSettings settings;

  /**
   * @param emulated the candidate on an emulated GPU
   */
  Leftovers(Subject emulated, CheckCases cases, EvaluationSettings settings) {
    this.emulated = emulated;
    this.cases = cases;
    this.settings = settings;
  }

  /** Returns what it found; without variables, it runs nothing. */
  GateResult check() {
    if (!emulated.keepsVariables() || !emulated.canLoad()) {
      return GateResult.passed(List.of());
    }
    List<String> facts = new ArrayList<>();
    for (Bindings size : cases.sizes()) {
      GateResult result = check(size);
      if (result.failure().isPresent()) {
        return result;
      }
      result.facts().stream().filter(fact -> !facts.contains(fact)).forEach(facts::add);
    }
    return GateResult.passed(facts);
  }

  private GateResult check(Bindings size) {
    InputCase first = cases.plain(size, 9);
    InputCase second = cases.plain(size, 10);
    try (SizeRun run = SizeRun.open(emulated, size)) {
      if (run.run(first, options(first)) instanceof PlanRun.Faulted faulted) {
        return ended(faulted.fault(), first);
      }
      Optional<List<String>> changed = run.forgetVariables();
      if (changed.isEmpty()) {
        return GateResult.passed(List.of());
      }
      return !changed.get().isEmpty()
              && run.run(second, options(second)) instanceof PlanRun.Faulted faulted
          ? ended(faulted.fault(), second)
          : GateResult.passed("no run uses what an earlier one left in __device__ variables");
    }
  }

  private static GateResult ended(DeviceFault fault, InputCase inputs) {
    return switch (fault.kind()) {
      case UNINITIALISED_READ ->
          GateResult.refused(
              Verdict.NOT_DETERMINISTIC,
              fault.message()
                  + " in this run: an earlier one left it (at "
                  + inputs
                  + "); set __device__ variables before using them, or put them back as they"
                  + " were");
      case UNSUPPORTED -> GateResult.passed(List.of());
      default -> Faults.refusal(fault, "in a second run, at " + inputs);
    };
  }

  private LaunchOptions options(InputCase inputs) {
    return LaunchOptions.sanitizing(inputs.seed()).withStepBudget(settings.checkStepBudget());
  }
}
