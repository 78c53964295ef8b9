package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a candidate that keeps {@code __device__} variables many times in one module: each result
 * must be right. What counts its launches and is right for the first ones only is found so, up to
 * {@value #RUNS} launches of each kernel.
 */
final class Endurance {
  static final int RUNS = 64;

  private final Subject subject;
  private final Oracle oracle;
  private final CaseJudge judge;
  private final CheckCases cases;
  private final EvaluationSettings settings;

  Endurance(
      Subject subject,
      Oracle oracle,
      CaseJudge judge,
      CheckCases cases,
      EvaluationSettings settings) {
    this.subject = subject;
    this.oracle = oracle;
    this.judge = judge;
    this.cases = cases;
    this.settings = settings;
  }

  /**
   * Returns what it found; without variables that could change from run to run, it runs nothing.
   */
  GateResult check() {
    if (!subject.keepsVariables()) {
      return GateResult.passed(List.of());
    }
    InputCase inputs = cases.plain(smallest(), 8);
    Map<String, double[]> expected = oracle.evaluate(inputs);
    LaunchOptions options =
        LaunchOptions.compute().withSeed(inputs.seed()).withStepBudget(settings.checkStepBudget());
    try (SizeRun run = SizeRun.open(subject, inputs.size())) {
      for (int number = 1; number <= RUNS; number++) {
        if (run.run(inputs, options) instanceof PlanRun.Faulted faulted) {
          return Faults.refusal(faulted.fault(), "in run " + number + " at " + inputs);
        }
        Optional<CaseJudge.Problem> wrong = judge.judge(run, inputs, expected).problem();
        if (wrong.isPresent()) {
          return refused(number, wrong.get(), inputs);
        }
      }
    }
    return GateResult.passed(
        "right in each of " + RUNS + " runs in one module, which has __device__ variables");
  }

  private static GateResult refused(int number, CaseJudge.Problem wrong, InputCase inputs) {
    String message =
        "run "
            + number
            + " of "
            + RUNS
            + " in one module is wrong: "
            + wrong.text()
            + " (at "
            + inputs
            + "); the result depends on earlier launches, set __device__ variables before using"
            + " them";
    List<String> facts = new ArrayList<>(List.of(message));
    facts.addAll(wrong.comparison().details());
    return GateResult.refused(Verdict.NOT_DETERMINISTIC, message, facts);
  }

  private Bindings smallest() {
    return cases.sizes().stream()
        .min(Comparator.comparingDouble(size -> SmallerSize.work(subject.task(), size)))
        .orElseThrow();
  }
}
