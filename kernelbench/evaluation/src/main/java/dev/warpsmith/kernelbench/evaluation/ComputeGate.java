package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a candidate computes every element of every output at the check sizes: fresh inputs,
 * then the stresses that the task's naive kernels withstand.
 *
 * <p>All cases of a size run in one module. A result that is wrong there and right in a fresh
 * module was kept from an earlier launch.
 */
final class ComputeGate {
  private final Subject subject;
  private final Oracle oracle;
  private final ErrorBounds bounds;
  private final CheckCases cases;
  private final EvaluationSettings settings;
  private final CaseJudge judge;

  ComputeGate(
      Subject subject,
      Oracle oracle,
      ErrorBounds bounds,
      CheckCases cases,
      EvaluationSettings settings) {
    this.subject = subject;
    this.oracle = oracle;
    this.bounds = bounds;
    this.cases = cases;
    this.judge = new CaseJudge(subject.task(), oracle, bounds);
    this.settings = settings;
  }

  GateResult check() {
    List<String> facts = new ArrayList<>();
    for (Bindings size : cases.sizes()) {
      double worst = 0;
      int checked = 0;
      try (SizeRun run = SizeRun.open(subject, size)) {
        for (InputCase inputs : cases.at(size)) {
          if (!bounds.admits(inputs)) {
            continue;
          }
          Outcome outcome = check(run, inputs, settings.checkStepBudget());
          if (outcome.refusal().isPresent()) {
            return after(facts, outcome.refusal().get());
          }
          worst = Math.max(worst, outcome.normalisedError());
          checked++;
        }
      }
      facts.add(
          String.format(
              Locale.ROOT,
              "every element right at %s on %d sets of inputs, normalised error %.1e",
              size,
              checked,
              worst));
    }
    return GateResult.passed(facts);
  }

  /** Adds what was found right before a refusal. */
  private static GateResult after(List<String> right, GateResult refusal) {
    List<String> facts = new ArrayList<>(refusal.facts());
    right.forEach(fact -> facts.add("before: " + fact));
    return new GateResult(refusal.failure(), refusal.message(), facts);
  }

  /**
   * Checks one case in a module of its own.
   *
   * @param stepBudget most warp instructions of a launch
   * @param said what the evidence says before the size
   */
  GateResult checkOnce(InputCase inputs, long stepBudget, String said) {
    try (SizeRun run = SizeRun.open(subject, inputs.size())) {
      Outcome outcome = check(run, inputs, stepBudget);
      return outcome
          .refusal()
          .orElseGet(
              () ->
                  GateResult.passed(
                      String.format(
                          Locale.ROOT,
                          "%s right at %s, normalised error %.1e",
                          said,
                          inputs.size(),
                          outcome.normalisedError())));
    }
  }

  /** What one case came to. */
  private record Outcome(Optional<GateResult> refusal, double normalisedError) {
    static Outcome refused(GateResult result) {
      return new Outcome(Optional.of(result), 0);
    }
  }

  private Outcome check(SizeRun run, InputCase inputs, long stepBudget) {
    PlanRun ended = run.run(inputs, options(inputs, stepBudget));
    if (ended instanceof PlanRun.Faulted faulted) {
      return Outcome.refused(Faults.refusal(faulted.fault(), "at " + inputs));
    }
    Optional<String> changed = run.changedInput(inputs);
    if (changed.isPresent()) {
      return Outcome.refused(
          GateResult.refused(
              Verdict.CHEATED,
              "the candidate changed its input: " + changed.get() + " (at " + inputs + ")"));
    }
    Map<String, double[]> expected = oracle.evaluate(inputs);
    CaseJudge.Judgement alone = judge.judge(run, inputs, expected);
    CaseJudge.Judgement judgement =
        alone.problem().flatMap(problem -> again(problem, run, inputs, expected)).orElse(alone);
    return judgement
        .problem()
        .map(problem -> Outcome.refused(refusal(run, inputs, expected, problem, stepBudget)))
        .orElseGet(() -> new Outcome(Optional.empty(), judgement.normalisedError()));
  }

  /**
   * Judges a result again that may be right: under a stress, or where every element is within its
   * tolerance and only their error together is beyond the bound, as where results nearly cancel.
   */
  private Optional<CaseJudge.Judgement> again(
      CaseJudge.Problem problem, SizeRun run, InputCase inputs, Map<String, double[]> expected) {
    if (inputs.stress().changesAll()) {
      return Optional.of(besideNaive(run, inputs, expected).orElse(CaseJudge.Judgement.RIGHT));
    }
    return problem.comparison().details().isEmpty()
        ? besideNaive(run, inputs, expected)
        : Optional.empty();
  }

  /**
   * Judges a result by what the naive kernels make of the very same inputs: their errors depend on
   * chance, such as on how near a tie a softmax is.
   *
   * @return empty if the naive kernels are not right there
   */
  private Optional<CaseJudge.Judgement> besideNaive(
      SizeRun run, InputCase inputs, Map<String, double[]> expected) {
    Subject naive = subject.of(NaiveKernels.of(subject.task()));
    try (SizeRun honest = SizeRun.open(naive, inputs.size())) {
      return HonestCase.errors(honest, oracle, inputs, expected, settings, subject.task())
          .map(
              errors ->
                  new CaseJudge(subject.task(), oracle, bounds.at(inputs, errors))
                      .judge(run, inputs, expected));
    }
  }

  private GateResult refusal(
      SizeRun run,
      InputCase inputs,
      Map<String, double[]> expected,
      CaseJudge.Problem problem,
      long stepBudget) {
    String message = problem.text() + " (at " + inputs + ")";
    List<String> facts = new ArrayList<>(problem.details(run, inputs, expected));
    inputs
        .stress()
        .hint()
        .ifPresent(hint -> facts.add("look: with " + inputs.stress() + ": " + hint));
    if (!rightInFreshModule(inputs, expected, stepBudget)) {
      return refused(Verdict.WRONG_NUMERICS, message, facts);
    }
    boolean replayed = isEarlierResult(run, inputs);
    return refused(
        replayed ? Verdict.CHEATED : Verdict.NOT_DETERMINISTIC,
        message
            + (replayed
                ? "; it repeats the result of an earlier launch, and is right in a fresh module:"
                    + " results are kept in __device__ variables"
                : "; it is right in a fresh module: the result depends on earlier launches,"
                    + " set __device__ variables before using them"),
        facts);
  }

  private static GateResult refused(Verdict verdict, String message, List<String> details) {
    List<String> facts = new ArrayList<>(List.of(message));
    facts.addAll(details);
    return GateResult.refused(verdict, message, facts);
  }

  private boolean rightInFreshModule(
      InputCase inputs, Map<String, double[]> expected, long stepBudget) {
    try (SizeRun fresh = SizeRun.open(subject, inputs.size())) {
      PlanRun ended = fresh.run(inputs, options(inputs, stepBudget));
      return ended instanceof PlanRun.Completed
          && judge.judge(fresh, inputs, expected).problem().isEmpty();
    }
  }

  /** Tells whether the outputs are right for one of the cases before this one. */
  private boolean isEarlierResult(SizeRun run, InputCase inputs) {
    for (InputCase earlier : cases.at(inputs.size())) {
      if (earlier.equals(inputs)) {
        return false;
      }
      Map<String, double[]> expected = oracle.evaluate(earlier);
      if (judge.judge(run, earlier, expected).problem().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static LaunchOptions options(InputCase inputs, long stepBudget) {
    return LaunchOptions.compute().withSeed(inputs.seed()).withStepBudget(stepBudget);
  }
}
