package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an honest implementation is off by: the task's own module in its own types. A stress counts
 * where that module withstands it.
 */
final class ForeignHonesty {
  private final Task task;
  private final SecondOracle own;
  private final Map<String, HonestError> errors = new HashMap<>();
  private final TrivialAnswers trivial;

  /**
   * @param ties knows which elements of outputs may differ
   */
  ForeignHonesty(Task task, SecondOracle own, GraphOracle ties) {
    this.task = task;
    this.own = own;
    this.trivial = new TrivialAnswers(task, ties);
  }

  /** Returns the answers without computation that are right wherever the own module was run. */
  List<String> trivialAnswers() {
    return trivial.passing();
  }

  /** Returns the bounds that follow. */
  ErrorBounds bounds() {
    return new ErrorBounds(task, errors);
  }

  /**
   * Runs the own module on a case of few elements, unless what it is off by in such cases is known.
   *
   * @return whether candidates are judged by it
   */
  boolean admits(GraphOracle oracle, InputCase inputs) {
    return bounds().admits(inputs) || learns(oracle, inputs, oracle.evaluate(inputs));
  }

  private boolean learns(GraphOracle oracle, InputCase inputs, Map<String, double[]> expected) {
    boolean stressed = inputs.stress() != Stress.PLAIN && inputs.stress() != Stress.PERTURBED;
    if (stressed && !inputs.stress().special() && !finite(expected)) {
      return false;
    }
    Map<String, double[]> computed =
        own.evaluate(List.of(new OracleCase(inputs.size(), oracle.sources(inputs)))).get(0);
    for (TensorSpec output : task.outputs()) {
      double[] values = expected.getOrDefault(output.name(), new double[0]);
      double[] honest = computed.getOrDefault(output.name(), new double[0]);
      if (stressed && !close(oracle, inputs, output, values, honest)) {
        return false;
      }
      errors.merge(inputs.key(output.name()), Conditioning.of(values, honest), HonestError::max);
    }
    if (inputs.stress() == Stress.PLAIN) {
      trivial.trial(inputs, expected, bounds());
    }
    return true;
  }

  private boolean close(
      GraphOracle oracle, InputCase inputs, TensorSpec output, double[] expected, double[] honest) {
    Comparison comparison =
        new Comparison(
            output.name(),
            output.dtype(),
            output.shape(inputs.size()),
            new Tolerance(Double.MAX_VALUE, 0),
            oracle.ties(inputs, output));
    for (int i = 0; i < expected.length; i++) {
      comparison.add(i, expected[i], honest[i], false);
    }
    return comparison.problem(HonestCase.closeness(task)).isEmpty();
  }

  private boolean finite(Map<String, double[]> expected) {
    return task.outputs().stream()
        .allMatch(
            output ->
                Arrays.stream(expected.getOrDefault(output.name(), new double[0]))
                    .map(value -> Elements.rounded(output.dtype(), value))
                    .allMatch(Double::isFinite));
  }
}
