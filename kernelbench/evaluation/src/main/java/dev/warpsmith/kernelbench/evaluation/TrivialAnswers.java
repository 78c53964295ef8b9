package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/**
 * Tries answers that need no computation: zeros, the mean, a copy of an input. A task that one of
 * them passes every time is degenerate.
 */
final class TrivialAnswers {
  private final Task task;
  private final Oracle oracle;
  private final Map<String, Boolean> passes = new LinkedHashMap<>();
  private final Map<String, Double> constants = new HashMap<>();

  TrivialAnswers(Task task, Oracle oracle) {
    this.task = task;
    this.oracle = oracle;
  }

  /** Tries every answer on one case. */
  void trial(InputCase inputs, Map<String, double[]> expected, ErrorBounds bounds) {
    trial("zeros", inputs, expected, bounds, (output, values) -> index -> 0);
    trial(
        "mean",
        inputs,
        expected,
        bounds,
        (output, values) -> {
          double mean = mean(inputs, output, values);
          return index -> mean;
        });
    CaseInputs values = new CaseInputs(task, inputs);
    for (TaskInput input : task.inputs()) {
      trial(
          "copy of " + input.tensor().name(),
          inputs,
          expected,
          bounds,
          (output, references) -> copy(input, output, inputs, values));
    }
  }

  /**
   * Returns the mean of the output; of a single element, which would be its own mean, that of the
   * first case at the size.
   */
  private double mean(InputCase inputs, TensorSpec output, double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return values.length > 1
        ? mean
        : constants.computeIfAbsent(inputs.size() + output.name(), first -> mean);
  }

  /** Returns the answers that passed every trial so far. */
  List<String> passing() {
    return passes.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  /** Tells whether an answer was tried and failed a trial. */
  boolean refuses(String answer) {
    return !passes.getOrDefault(answer, true);
  }

  /** Makes the elements of an answer. */
  private interface Answer {
    LongToDoubleFunction elements(TensorSpec output, double[] references);
  }

  private void trial(
      String name,
      InputCase inputs,
      Map<String, double[]> expected,
      ErrorBounds bounds,
      Answer answer) {
    boolean right =
        task.outputs().stream()
            .allMatch(
                output -> {
                  double[] references = expected.getOrDefault(output.name(), new double[0]);
                  return right(
                      inputs, output, references, answer.elements(output, references), bounds);
                });
    passes.merge(name, right, Boolean::logicalAnd);
  }

  private boolean right(
      InputCase inputs,
      TensorSpec output,
      double[] references,
      LongToDoubleFunction elements,
      ErrorBounds bounds) {
    Comparison comparison =
        new Comparison(
            output.name(),
            output.dtype(),
            output.shape(inputs.size()),
            bounds.tolerance(inputs, output),
            oracle.ties(inputs, output));
    for (int i = 0; i < references.length; i++) {
      comparison.add(i, references[i], elements.applyAsDouble(i), false);
    }
    return comparison.problem(bounds.normalised(inputs, output)).isEmpty();
  }

  private static LongToDoubleFunction copy(
      TaskInput input, TensorSpec output, InputCase inputs, CaseInputs values) {
    boolean fits = input.tensor().elements(inputs.size()) == output.elements(inputs.size());
    return index -> fits ? values.value(input, index) : Double.NaN;
  }
}
