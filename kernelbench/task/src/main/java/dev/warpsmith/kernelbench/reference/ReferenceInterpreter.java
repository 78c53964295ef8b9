package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Elements;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes an operator graph in float64: whole, or only single elements and what they depend on.
 *
 * <p>Every value stays float64 between operators. An element's value does not depend on the number
 * of threads.
 */
public final class ReferenceInterpreter {
  private static final int PARALLEL_FROM = 1 << 10;

  private final OpGraph graph;
  private final Map<String, Double> scalars;

  private ReferenceInterpreter(OpGraph graph, Map<String, Double> scalars) {
    this.graph = graph;
    this.scalars = scalars;
  }

  /** Returns the interpreter of a graph; scalars are rounded to their types. */
  public static ReferenceInterpreter of(OpGraph graph, List<TaskScalar> scalars) {
    return new ReferenceInterpreter(
        graph.pruned(),
        scalars.stream()
            .collect(
                Collectors.toMap(
                    TaskScalar::name, scalar -> Elements.rounded(scalar.dtype(), scalar.value()))));
  }

  /**
   * Computes every element of every output.
   *
   * @param inputs elements by input name
   * @return row-major elements by output name
   * @throws IllegalArgumentException if an input is missing
   */
  public Map<String, double[]> evaluate(Bindings dims, Map<String, ElementSource> inputs) {
    Map<String, NodeSource.Tensor> values = inputs(dims, inputs);
    values.replaceAll((name, tensor) -> stored(tensor));
    Map<String, double[]> results = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      Layout layout = Layout.of(node.result().shape(dims));
      ElementSource source =
          NodeSource.of(node, dims, operand -> operand(operand, values), Deadline.none());
      double[] elements = all(source, Math.toIntExact(layout.elements()));
      values.put(node.name(), new NodeSource.Tensor(ElementSource.of(elements), layout));
      if (graph.outputs().contains(node.name())) {
        results.put(node.name(), elements);
      }
    }
    return results;
  }

  /**
   * Computes single elements of one value, in parallel. Values that several of them share, such as
   * a row's maximum, are computed once.
   *
   * @param indices row-major
   * @param budget past this time the answer is {@link OracleResult.OverBudget}
   * @throws IllegalArgumentException if an input is missing, or no node computes the value
   */
  public OracleResult elements(
      Bindings dims,
      Map<String, ElementSource> inputs,
      String value,
      long[] indices,
      Duration budget) {
    ElementSource source = lazily(dims, inputs, value, Deadline.in(budget));
    double[] elements = new double[indices.length];
    try {
      IntStream.range(0, indices.length)
          .parallel()
          .forEach(i -> elements[i] = source.at(indices[i]));
      return new OracleResult.Computed(elements);
    } catch (Deadline.Passed e) {
      return new OracleResult.OverBudget(budget);
    }
  }

  private ElementSource lazily(
      Bindings dims, Map<String, ElementSource> inputs, String value, Deadline deadline) {
    Map<String, NodeSource.Tensor> values = inputs(dims, inputs);
    for (Node node : graph.nodes()) {
      Layout layout = Layout.of(node.result().shape(dims));
      ElementSource source =
          NodeSource.of(node, dims, operand -> operand(operand, values), deadline);
      ElementSource kept = keeps(node) ? Memo.of(source) : source;
      values.put(node.name(), new NodeSource.Tensor(kept, layout));
    }
    NodeSource.Tensor result = values.get(value);
    if (result == null || graph.node(value).isEmpty()) {
      List<String> computed = graph.nodes().stream().map(Node::name).toList();
      throw new IllegalArgumentException(
          "no value '" + value + "' (computed: " + String.join(", ", computed) + ")");
    }
    return result.source();
  }

  /**
   * Tells whether a node's elements cost much, or are asked for more than once each; a recurrence
   * asks once, and keeps what it makes of them.
   */
  private boolean keeps(Node node) {
    List<Node> users = graph.users(node.name());
    boolean once = users.size() == 1 && users.get(0).op() instanceof Op.Recurrence;
    return !once && (node.op().accept(new Costly()) || users.size() > 1);
  }

  private Map<String, NodeSource.Tensor> inputs(Bindings dims, Map<String, ElementSource> inputs) {
    Map<String, NodeSource.Tensor> values = new HashMap<>();
    graph
        .inputs()
        .forEach(
            input -> {
              ElementSource source = inputs.get(input.name());
              if (source != null) {
                Layout layout = Layout.of(input.shape(dims));
                ElementSource kept = KeptInput.of(graph, input, layout.elements(), source);
                values.put(input.name(), new NodeSource.Tensor(kept, layout));
              }
            });
    return values;
  }

  /** Elements that are kept anyway are computed at once where all are needed. */
  private static NodeSource.Tensor stored(NodeSource.Tensor input) {
    return input.source() instanceof KeptInput
        ? new NodeSource.Tensor(
            ElementSource.of(all(input.source(), Math.toIntExact(input.layout().elements()))),
            input.layout())
        : input;
  }

  private NodeSource.Tensor operand(Operand operand, Map<String, NodeSource.Tensor> values) {
    return operand.match(
        value -> required(values.get(value.name()), "input", value.name()),
        scalar ->
            NodeSource.Tensor.constant(
                required(scalars.get(scalar.name()), "scalar", scalar.name())),
        constant -> NodeSource.Tensor.constant(constant.value()));
  }

  private static <T> T required(@Nullable T value, String what, String name) {
    if (value == null) {
      throw new IllegalArgumentException(what + " '" + name + "' is missing");
    }
    return value;
  }

  private static double[] all(ElementSource source, int count) {
    double[] elements = new double[count];
    IntStream range = IntStream.range(0, count);
    (count >= PARALLEL_FROM ? range.parallel() : range).forEach(i -> elements[i] = source.at(i));
    return elements;
  }
}
