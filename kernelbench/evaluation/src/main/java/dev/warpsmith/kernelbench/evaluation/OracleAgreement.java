package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.OracleDifference;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares a task's two oracles, the interpreter and one that shares no code with it, on the check
 * cases, stresses included. Where they disagree, no verdict on a candidate can be believed.
 */
public final class OracleAgreement {
  /** Differences that float64 arithmetic makes: relative to the element, and to the largest one. */
  private static final double OF_ELEMENT = 1e-9;

  private static final double OF_LARGEST = 1e-12;

  private final Task task;
  private final OpGraph graph;
  private final EvaluationSettings settings;

  public OracleAgreement(Task task, OpGraph graph, EvaluationSettings settings) {
    this.task = task;
    this.graph = graph;
    this.settings = settings;
  }

  /**
   * Returns the fact that both agree.
   *
   * @throws OraclesDisagreeException if they do not
   */
  public Evidence with(SecondOracle other) {
    List<InputCase> cases = cases();
    List<OracleCase> inputs = cases.stream().map(this::inputs).toList();
    List<Map<String, double[]>> theirs = other.evaluate(inputs);
    ReferenceInterpreter interpreter = ReferenceInterpreter.of(graph, task.scalars());
    double worst = 0;
    for (int i = 0; i < cases.size(); i++) {
      Map<String, double[]> ours =
          interpreter.evaluate(cases.get(i).size(), inputs.get(i).inputs());
      OracleDifference difference = OracleDifference.largest(ours, theirs.get(i));
      if (!agrees(difference, ours)) {
        throw new OraclesDisagreeException(message(cases.get(i), difference, other.name()));
      }
      worst = Math.max(worst, difference.relative());
    }
    return new Evidence(
        Gate.COMPUTES,
        String.format(
            Locale.ROOT,
            "two oracles agree: interpreter and %s, largest difference %.1e, %d sets of inputs",
            other.name(),
            worst,
            cases.size()));
  }

  private List<InputCase> cases() {
    CheckCases drawn = new CheckCases(task, settings, 0);
    List<InputCase> cases = new ArrayList<>();
    drawn.sizes().forEach(size -> cases.addAll(drawn.at(size)));
    return cases;
  }

  private OracleCase inputs(InputCase inputs) {
    CaseInputs values = new CaseInputs(task, inputs);
    Map<String, ElementSource> sources = new HashMap<>();
    for (TaskInput input : task.inputs()) {
      sources.put(input.tensor().name(), values.source(input));
    }
    return new OracleCase(inputs.size(), sources);
  }

  private static boolean agrees(OracleDifference difference, Map<String, double[]> ours) {
    if (difference.relative() <= OF_ELEMENT) {
      return true;
    }
    double largest = 0;
    for (double value : ours.getOrDefault(difference.output(), new double[0])) {
      largest = Math.max(largest, Double.isFinite(value) ? Math.abs(value) : 0);
    }
    return Math.abs(difference.first() - difference.second()) <= OF_LARGEST * largest;
  }

  private String message(InputCase inputs, OracleDifference difference, String name) {
    TensorSpec output = graph.spec(difference.output());
    return "task "
        + task.name()
        + ": the two oracles disagree at "
        + Indices.element(output.name(), output.shape(inputs.size()), difference.index())
        + " (at "
        + inputs
        + "): the interpreter says "
        + difference.first()
        + ", "
        + name
        + " says "
        + difference.second()
        + "; one of them is wrong, so no candidate can be judged. Report it as a fault of Warpsmith";
  }
}
