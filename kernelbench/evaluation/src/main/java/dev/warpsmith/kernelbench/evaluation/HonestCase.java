package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the naive kernels make of one set of inputs under a stress. */
final class HonestCase {
  private static final double CLOSE = 1e-3;

  private HonestCase() {}

  /** Returns the normalised error beyond which an honest result is not right. */
  static double closeness(Task task) {
    return Math.max(CLOSE, task.tolerance().relative());
  }

  /**
   * Runs the naive kernels.
   *
   * @param run of the naive kernels
   * @param expected of the inputs, by output
   * @return their errors by output; empty if they are not right, so that nobody need be
   */
  static Optional<Map<String, HonestError>> errors(
      SizeRun run,
      Oracle oracle,
      InputCase inputs,
      Map<String, double[]> expected,
      EvaluationSettings settings,
      Task task) {
    LaunchOptions options = LaunchOptions.compute().withStepBudget(settings.checkStepBudget());
    if (run.run(inputs, options) instanceof PlanRun.Faulted) {
      return Optional.empty();
    }
    Map<String, Comparison> comparisons =
        run.compare(
            inputs,
            expected,
            output -> new Tolerance(Double.MAX_VALUE, 0),
            output -> oracle.ties(inputs, output));
    double close = closeness(task);
    if (comparisons.values().stream().anyMatch(it -> it.problem(close).isPresent())) {
      return Optional.empty();
    }
    Map<String, HonestError> errors = new LinkedHashMap<>();
    comparisons.forEach((output, comparison) -> errors.put(output, comparison.error()));
    return Optional.of(errors);
  }
}
