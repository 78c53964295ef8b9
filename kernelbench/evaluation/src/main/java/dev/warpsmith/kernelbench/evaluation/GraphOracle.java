package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.OracleResult;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The reference of tasks whose meaning is an operator graph: the float64 interpreter. */
final class GraphOracle implements Oracle {
  /** Far above what {@link EvaluationSettings#oracleOperations} asks for: a guard, not a plan. */
  private static final Duration BUDGET = Duration.ofMinutes(10);

  /** An element that costs more than this, some ten seconds, is not computed. */
  private static final double MOST_OPERATIONS = 7e8;

  /** Nor one that depends on so much, some minutes, even if its neighbours share that. */
  private static final double MOST_SHARED_OPERATIONS = 3e10;

  /** So much is planned for all that elements depend on, where the whole graph is more. */
  private static final double PLANNED_SHARED_OPERATIONS = 2e10;

  /** What {@link EvaluationSettings#oracleOperations} plans for elements' own operations. */
  private static final double PLANNED_OPERATIONS = 5e7;

  private final Task task;
  private final OpGraph graph;
  private final ReferenceInterpreter interpreter;
  private final Map<String, ElementSource> given;
  private final RecentElements recent = new RecentElements();

  GraphOracle(Task task, OpGraph graph) {
    this(task, graph, Map.of());
  }

  /**
   * @param given inputs that are these whatever the case says, such as weights
   */
  GraphOracle(Task task, OpGraph graph, Map<String, ElementSource> given) {
    this.task = task;
    this.graph = graph;
    this.given = Map.copyOf(given);
    this.interpreter = ReferenceInterpreter.of(graph, task.scalars());
  }

  @Override
  public Map<String, double[]> evaluate(InputCase inputs) {
    return interpreter.evaluate(inputs.size(), sources(inputs));
  }

  @Override
  public Map<String, double[]> evaluateNudged(InputCase inputs) {
    return interpreter.evaluate(inputs.size(), nudged(inputs));
  }

  @Override
  public boolean prepareElements(FullSizeMemory full) {
    Bindings size = full.inputs().size();
    return task.outputs().stream()
        .allMatch(
            output ->
                operationsPerElement(size, output.name()) <= MOST_OPERATIONS
                    && graph.elementOperations(output.name(), size) <= MOST_SHARED_OPERATIONS);
  }

  @Override
  public double[] elements(InputCase inputs, String output, long[] indices) {
    return recent.of(
        inputs, output, indices, () -> elements(inputs, sources(inputs), output, indices));
  }

  @Override
  public double[] elementsNudged(InputCase inputs, String output, long[] indices) {
    return elements(inputs, nudged(inputs), output, indices);
  }

  private double[] elements(
      InputCase inputs, Map<String, ElementSource> sources, String output, long[] indices) {
    OracleResult result = interpreter.elements(inputs.size(), sources, output, indices, BUDGET);
    return result.match(
        OracleResult.Computed::elements,
        over -> {
          throw new IllegalStateException(
              indices.length + " elements of " + output + " take more than " + over.budget());
        });
  }

  @Override
  public Ties ties(InputCase inputs, TensorSpec output) {
    Node node = graph.node(output.name()).orElseThrow();
    if (!(node.op() instanceof Op.ArgReduction op)) {
      return Ties.none();
    }
    return node.operands()
        .get(0)
        .match(
            value -> ties(inputs, op, value.name()),
            scalar -> Ties.none(),
            constant -> Ties.none());
  }

  private Ties ties(InputCase inputs, Op.ArgReduction op, String operand) {
    if (graph.node(operand).isEmpty()) {
      return Ties.none();
    }
    TensorSpec tensor = graph.spec(operand);
    ErrorBounds bounds = new ErrorBounds(task, Map.of());
    return new ArgTies(
        tensor.shape(inputs.size()),
        op.dim(),
        positions -> elements(inputs, sources(inputs), operand, positions),
        positions -> elements(inputs, nudged(inputs), operand, positions),
        (magnitude, moved) -> bounds.computed(inputs, tensor.dtype(), magnitude, moved));
  }

  /**
   * Counts an element's share of the arithmetic, and its part of what a run of neighbours shares:
   * rows of a reduction, or in a long graph all that the run depends on.
   */
  @Override
  public double operationsPerElement(Bindings size, String output) {
    double elements = graph.spec(output).elements(size);
    double own = graph.cost(size).work().flops() / elements;
    double reduced =
        ErrorBounds.longestReduction(graph, size) * SHARED_OPERATIONS / WrittenElements.RUN;
    return Math.max(Math.max(1, own) + reduced, shared(size, output) / WrittenElements.RUN);
  }

  private double shared(Bindings size, String output) {
    return graph.wholeWork(size).flops() <= PLANNED_SHARED_OPERATIONS
        ? 0
        : graph.elementOperations(output, size) * PLANNED_OPERATIONS / PLANNED_SHARED_OPERATIONS;
  }

  private static final double SHARED_OPERATIONS = 4;

  /** Returns the inputs of a case. */
  Map<String, ElementSource> sources(InputCase inputs) {
    CaseInputs values = new CaseInputs(task, inputs);
    Map<String, ElementSource> sources = new HashMap<>();
    for (TaskInput input : task.inputs()) {
      sources.put(input.tensor().name(), values.source(input));
    }
    sources.putAll(given);
    return sources;
  }

  private Map<String, ElementSource> nudged(InputCase inputs) {
    Map<String, ElementSource> sources = sources(inputs);
    for (TaskInput input : task.inputs()) {
      if (input.tensor().dtype().floating()) {
        sources.computeIfPresent(
            input.tensor().name(),
            (name, exact) -> Conditioning.nudged(exact, input.tensor().dtype(), name.hashCode()));
      }
    }
    return sources;
  }

  @Override
  public void close() {}
}
