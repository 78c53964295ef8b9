package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the values of a graph lie: each in a tensor of its own, but for new shapes of other values,
 * which lie where those do. An output has a tensor of its own always.
 */
final class NaiveStorage {
  private final OpGraph graph;
  private final Map<String, String> shared = new HashMap<>();

  NaiveStorage(OpGraph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Reshape && !graph.outputs().contains(node.name())) {
        shared.put(node.name(), operands(node).get(0).name());
      }
    }
  }

  /** Tells whether a node's value lies where its operand does. */
  boolean shares(Node node) {
    return shared.containsKey(node.name());
  }

  /** Returns a value's type and shape, with the name of the tensor that holds it. */
  TensorSpec spec(String value) {
    TensorSpec spec = graph.spec(value);
    return new TensorSpec(shared.getOrDefault(value, value), spec.dtype(), spec.shape());
  }

  /** Returns the tensors among a node's operands. */
  List<TensorSpec> operands(Node node) {
    return node.operands().stream()
        .<TensorSpec>flatMap(
            operand ->
                operand.match(
                    value -> Stream.of(spec(value.name())),
                    scalar -> Stream.empty(),
                    constant -> Stream.empty()))
        .toList();
  }
}
