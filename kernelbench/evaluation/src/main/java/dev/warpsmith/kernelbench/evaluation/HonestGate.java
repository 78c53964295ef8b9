package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a task's naive kernels compute what its reference says, measures what they are off
 * by, finds the stresses that the task withstands, and tries the trivial answers.
 *
 * <p>A stress counts only if the reference stays finite in the outputs' types and the naive kernels
 * stay close to it.
 */
final class HonestGate {
  private final Subject subject;
  private final Oracle oracle;
  private final CheckCases cases;
  private final EvaluationSettings settings;
  private final Map<String, HonestError> errors = new LinkedHashMap<>();
  private final ErrorBounds plain;
  private double worst;

  HonestGate(Subject subject, Oracle oracle, CheckCases cases, EvaluationSettings settings) {
    this.subject = subject;
    this.oracle = oracle;
    this.cases = cases;
    this.settings = settings;
    this.plain = new ErrorBounds(subject.task(), Map.of());
  }

  HonestRun check() {
    TrivialAnswers trivial = new TrivialAnswers(subject.task(), oracle);
    TrivialAnswers redrawn = new TrivialAnswers(subject.task(), oracle);
    for (Bindings size : cases.sizes()) {
      try (SizeRun run = SizeRun.open(subject, size)) {
        for (InputCase inputs : cases.at(size)) {
          Map<String, double[]> expected = oracle.evaluate(inputs);
          Optional<GateResult> refusal = check(run, inputs, expected);
          if (refusal.isPresent()) {
            return new HonestRun(refusal.get(), Map.of(), List.of());
          }
          if (inputs.stress() == Stress.PLAIN) {
            trivial.trial(inputs, expected, new ErrorBounds(subject.task(), errors));
          } else if (inputs.stress() == Stress.REDRAWN && !trivial.passing().isEmpty()) {
            redrawn.trial(inputs, expected, new ErrorBounds(subject.task(), errors));
          }
        }
      }
    }
    return new HonestRun(GateResult.passed(facts(trivial, redrawn)), errors, trivial.passing());
  }

  private List<String> facts(TrivialAnswers trivial, TrivialAnswers redrawn) {
    List<String> facts = new ArrayList<>();
    facts.add(
        String.format(
            Locale.ROOT,
            "naive kernels right at %d check sizes, normalised error at most %.1e",
            cases.sizes().size(),
            worst));
    trivial
        .passing()
        .forEach(
            answer ->
                facts.add(
                    "degenerate task: the answer '"
                        + answer
                        + "' passes"
                        + (redrawn.refuses(answer)
                            ? "; with inputs redrawn it does not, and candidates must pass those"
                            : "")));
    return facts;
  }

  private Optional<GateResult> check(
      SizeRun run, InputCase inputs, Map<String, double[]> expected) {
    boolean stressed = inputs.stress().changesAll();
    if (stressed && !inputs.stress().special() && !finite(expected)) {
      return Optional.empty();
    }
    if (stressed) {
      HonestCase.errors(run, oracle, inputs, expected, settings, subject.task())
          .ifPresent(found -> found.forEach((output, error) -> note(inputs.key(output), error)));
      return Optional.empty();
    }
    PlanRun ended =
        run.run(inputs, LaunchOptions.compute().withStepBudget(settings.checkStepBudget()));
    if (ended instanceof PlanRun.Faulted faulted) {
      return Optional.of(Faults.refusal(faulted.fault(), "at " + inputs));
    }
    Map<String, Comparison> comparisons =
        run.compare(
            inputs,
            expected,
            output -> plain.tolerance(inputs, output),
            output -> oracle.ties(inputs, output));
    for (Comparison comparison : comparisons.values()) {
      Optional<String> problem = comparison.problem(Double.MAX_VALUE);
      if (problem.isPresent()) {
        return Optional.of(
            GateResult.refused(Verdict.WRONG_NUMERICS, problem.get() + " (at " + inputs + ")"));
      }
    }
    comparisons.forEach((output, comparison) -> note(inputs.key(output), comparison.error()));
    return Optional.empty();
  }

  private void note(String key, HonestError error) {
    errors.merge(key, error, HonestError::max);
    worst = Math.max(worst, error.normalised());
  }

  private boolean finite(Map<String, double[]> expected) {
    for (TensorSpec output : subject.task().outputs()) {
      double[] values = expected.getOrDefault(output.name(), new double[0]);
      if (Arrays.stream(values)
          .anyMatch(value -> !Double.isFinite(Elements.rounded(output.dtype(), value)))) {
        return false;
      }
    }
    return true;
  }
}
