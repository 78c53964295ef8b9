package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
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
            return outcome.refusal().get();
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
    Map<String, Comparison> comparisons = compare(run, inputs, expected, bounds);
    if (problem(inputs, comparisons, bounds).isPresent()) {
      Optional<Problem> problem = problem(run, inputs, expected);
      if (problem.isPresent()) {
        return Outcome.refused(refusal(run, inputs, expected, problem.get(), stepBudget));
      }
    }
    return new Outcome(
        Optional.empty(),
        comparisons.values().stream().mapToDouble(Comparison::normalisedError).max().orElse(0));
  }

  private Map<String, Comparison> compare(
      SizeRun run, InputCase inputs, Map<String, double[]> expected, ErrorBounds limits) {
    return run.compare(
        inputs,
        expected,
        output -> limits.tolerance(inputs, output),
        output -> oracle.ties(inputs, output));
  }

  /** Judges a result by bounds that know how well the case is conditioned. */
  private Optional<Problem> problem(SizeRun run, InputCase inputs, Map<String, double[]> expected) {
    ErrorBounds widened = bounds.widened(Conditioning.of(expected, oracle.evaluateNudged(inputs)));
    return problem(inputs, compare(run, inputs, expected, widened), widened);
  }

  private Optional<Problem> problem(
      InputCase inputs, Map<String, Comparison> comparisons, ErrorBounds limits) {
    for (TensorSpec output : subject.task().outputs()) {
      Comparison comparison = comparisons.get(output.name());
      if (comparison == null) {
        throw new IllegalStateException("output " + output + " was not compared");
      }
      double bound = limits.normalised(inputs, output);
      Optional<Problem> problem =
          comparison.problem(bound).map(text -> new Problem(text, output, comparison, bound));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** What is wrong with one output. */
  private record Problem(String text, TensorSpec output, Comparison comparison, double bound) {}

  private GateResult refusal(
      SizeRun run,
      InputCase inputs,
      Map<String, double[]> expected,
      Problem problem,
      long stepBudget) {
    String message = problem.text() + " (at " + inputs + ")";
    List<String> facts = new ArrayList<>(details(run, inputs, expected, problem));
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

  /** Returns what helps to find the fault; where no element is wrong, of those beyond the bound. */
  private static List<String> details(
      SizeRun run, InputCase inputs, Map<String, double[]> expected, Problem problem) {
    List<String> details = problem.comparison().details();
    if (!details.isEmpty()) {
      return details;
    }
    Tolerance strict = new Tolerance(0, problem.bound());
    Map<String, Comparison> strictly =
        run.compare(inputs, expected, output -> strict, output -> Ties.none());
    Comparison beyond = strictly.getOrDefault(problem.output().name(), problem.comparison());
    return beyond.details();
  }

  private boolean rightInFreshModule(
      InputCase inputs, Map<String, double[]> expected, long stepBudget) {
    try (SizeRun fresh = SizeRun.open(subject, inputs.size())) {
      PlanRun ended = fresh.run(inputs, options(inputs, stepBudget));
      return ended instanceof PlanRun.Completed && problem(fresh, inputs, expected).isEmpty();
    }
  }

  /** Tells whether the outputs are right for one of the cases before this one. */
  private boolean isEarlierResult(SizeRun run, InputCase inputs) {
    for (InputCase earlier : cases.at(inputs.size())) {
      if (earlier.equals(inputs)) {
        return false;
      }
      Map<String, double[]> expected = oracle.evaluate(earlier);
      if (problem(run, earlier, expected).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static LaunchOptions options(InputCase inputs, long stepBudget) {
    return LaunchOptions.compute().withSeed(inputs.seed()).withStepBudget(stepBudget);
  }
}
