package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Operators over named tensors, in an order in which each uses only earlier values.
 *
 * @param inputs the graph's inputs
 * @param scalars names of the task's scalars that operators may use
 * @param nodes in order of evaluation
 * @param outputs names of the values that are results, each computed by a node
 */
public record OpGraph(
    List<TensorSpec> inputs, List<String> scalars, List<Node> nodes, List<String> outputs) {
  public OpGraph {
    inputs = List.copyOf(inputs);
    scalars = List.copyOf(scalars);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  /**
   * Parses the textual form, one {@code name = operator(operands, parameter=value)} a line. An
   * operand may itself be a call; it becomes a node of its own.
   *
   * @param lines each at the start of a node
   * @param outputs each at the name of a value
   * @throws dev.warpsmith.kernels.SourceException at the first error
   */
  public static OpGraph parse(
      List<TensorSpec> inputs,
      List<String> scalars,
      List<SourceCursor> lines,
      List<SourceCursor> outputs) {
    return new OpGraphParser(inputs, scalars).parse(lines, outputs);
  }

  /** Parses lines that come from no file; the last one computes the only output. */
  public static OpGraph parse(List<TensorSpec> inputs, String... lines) {
    List<SourceCursor> cursors =
        Arrays.stream(lines)
            .map(line -> new SourceCursor(line, new SourcePosition("graph", 1, 1)))
            .toList();
    String last = lines[lines.length - 1];
    String output = last.substring(0, last.indexOf('=')).strip();
    return parse(
        inputs,
        List.of(),
        cursors,
        List.of(new SourceCursor(output, new SourcePosition("graph", 1, 1))));
  }

  /** Returns the node that computes a value; empty for an input. */
  public Optional<Node> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /**
   * Returns the type and shape of an input or a node's value.
   *
   * @throws IllegalArgumentException if the graph has no such value
   */
  public TensorSpec spec(String name) {
    return inputs.stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .or(() -> node(name).map(Node::result))
        .orElseThrow(() -> new IllegalArgumentException("no value '" + name + "' in\n" + this));
  }

  /** Returns the nodes whose values use a value, in order. */
  public List<Node> users(String name) {
    Operand.Value value = new Operand.Value(name);
    return nodes.stream().filter(node -> node.operands().contains(value)).toList();
  }

  /** Returns the graph without the nodes on which no output depends. */
  public OpGraph pruned() {
    Set<String> needed = needed();
    List<Node> kept = nodes.stream().filter(node -> needed.contains(node.name())).toList();
    return new OpGraph(inputs, scalars, kept, outputs);
  }

  /** Returns the least that any implementation must do at the given dims. */
  public Cost cost(Bindings dims) {
    Map<String, Long> demand = Demand.of(this, dims);
    long read =
        inputs.stream()
            .mapToLong(input -> demand.getOrDefault(input.name(), 0L) * input.dtype().bytes())
            .sum();
    long written = outputs.stream().mapToLong(name -> spec(name).bytes(dims)).sum();
    Work work =
        nodes.stream()
            .filter(node -> demand.containsKey(node.name()))
            .map(node -> work(node, demand.getOrDefault(node.name(), 0L), dims))
            .reduce(Work.NONE, Work::plus);
    return new Cost(read, written, work);
  }

  /**
   * Returns the arithmetic of computing every element of every value that outputs depend on, as the
   * reference and the naive kernels do; never less than the {@link #cost}.
   */
  public Work wholeWork(Bindings dims) {
    return pruned().nodes.stream()
        .map(node -> NodeWork.of(this, node, dims))
        .reduce(Work.NONE, Work::plus);
  }

  /**
   * Returns the operations that one element of an output takes with all that it depends on, at
   * most, where nothing is computed twice.
   */
  public double elementOperations(String output, Bindings dims) {
    return ElementWork.of(this, output, dims);
  }

  private Work work(Node node, long demanded, Bindings dims) {
    Work whole = NodeWork.of(this, node, dims);
    long elements = node.result().elements(dims);
    return demanded == elements ? whole : whole.part((double) demanded / elements);
  }

  /** Returns why the graph cannot be computed at a size; empty if it can. */
  public Optional<String> problem(Bindings size) {
    return nodes.stream().flatMap(node -> SizeRules.problem(this, node, size).stream()).findFirst();
  }

  /** Returns how many terms the longest sum of the graph has at a size; 1 if it has none. */
  public long longestSum(Bindings size) {
    return nodes.stream()
        .mapToLong(node -> node.op().accept(new SummedTerms(this, node, size)))
        .max()
        .orElse(1);
  }

  /** Returns how many elements the longest reduction adds up, averages or compares at a size. */
  public long longestReduction(Bindings size) {
    return nodes.stream()
        .mapToLong(node -> node.op().accept(new ReductionLength(this, node, size)))
        .max()
        .orElse(1);
  }

  private Set<String> needed() {
    Set<String> needed = new HashSet<>(outputs);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        nodes
            .get(i)
            .operands()
            .forEach(
                operand ->
                    operand.match(v -> needed.add(v.name()), scalar -> false, constant -> false));
      }
    }
    return needed;
  }

  /** Returns the nodes' textual form, a line each. */
  @Override
  public String toString() {
    return nodes.stream().map(Node::toString).collect(Collectors.joining("\n"));
  }
}
