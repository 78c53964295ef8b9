package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says whether what a run at a check size left in its outputs is right. */
final class CaseJudge {
  private final Task task;
  private final Oracle oracle;
  private final ErrorBounds bounds;

  CaseJudge(Task task, Oracle oracle, ErrorBounds bounds) {
    this.task = task;
    this.oracle = oracle;
    this.bounds = bounds;
  }

  /**
   * What a result came to.
   *
   * @param problem empty if it is right
   * @param normalisedError the largest of any output
   */
  record Judgement(Optional<Problem> problem, double normalisedError) {
    static final Judgement RIGHT = new Judgement(Optional.empty(), 0);
  }

  /** What is wrong with one output. */
  record Problem(String text, TensorSpec output, Comparison comparison, double bound) {
    /**
     * Returns what helps to find the fault; where no element is wrong, of those beyond the bound.
     */
    List<String> details(SizeRun run, InputCase inputs, Map<String, double[]> expected) {
      List<String> details = comparison.details();
      if (!details.isEmpty()) {
        return details;
      }
      Tolerance strict = new Tolerance(0, bound);
      return run.compare(inputs, expected, spec -> strict, spec -> Ties.none())
          .getOrDefault(output.name(), comparison)
          .details();
    }
  }

  /** Judges a result; one beyond the bounds again, by bounds that know the case's conditioning. */
  Judgement judge(SizeRun run, InputCase inputs, Map<String, double[]> expected) {
    Judgement judgement = judge(run, inputs, expected, bounds);
    return judgement.problem().isEmpty()
        ? judgement
        : judge(
            run,
            inputs,
            expected,
            bounds.widened(Conditioning.of(expected, oracle.evaluateNudged(inputs))));
  }

  private Judgement judge(
      SizeRun run, InputCase inputs, Map<String, double[]> expected, ErrorBounds limits) {
    Map<String, Comparison> comparisons =
        run.compare(
            inputs,
            expected,
            output -> limits.tolerance(inputs, output),
            output -> Ties.of(oracle, inputs, output));
    return new Judgement(
        task.outputs().stream()
            .map(output -> problem(inputs, output, comparisons.get(output.name()), limits))
            .flatMap(Optional::stream)
            .findFirst(),
        comparisons.values().stream().mapToDouble(Comparison::normalisedError).max().orElse(0));
  }

  private static Optional<Problem> problem(
      InputCase inputs, TensorSpec output, @Nullable Comparison comparison, ErrorBounds limits) {
    if (comparison == null) {
      throw new IllegalStateException("output " + output + " was not compared");
    }
    double bound = limits.normalised(inputs, output);
    return comparison.problem(bound).map(text -> new Problem(text, output, comparison, bound));
  }
}
