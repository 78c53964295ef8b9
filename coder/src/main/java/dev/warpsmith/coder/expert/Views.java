package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.TensorSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a graph as they lie in memory. A reshape moves nothing: what it makes of a value in
 * memory is that tensor under its own name, in another shape.
 */
final class Views {
  private Views() {}

  /** Returns every value by name: its tensor's name, and the shape that its users see. */
  static Map<String, TensorSpec> of(OpGraph graph) {
    Map<String, TensorSpec> tensors = new LinkedHashMap<>();
    graph.inputs().forEach(input -> tensors.put(input.name(), input));
    for (Node node : graph.nodes()) {
      TensorSpec result = node.result();
      String source = isView(graph, node) ? source(tensors, node).name() : result.name();
      tensors.put(result.name(), new TensorSpec(source, result.dtype(), result.shape()));
    }
    return tensors;
  }

  /**
   * Tells whether a node is computed by no kernel: a reshape of an input, or one that a kernel
   * which computes its operand could not take in.
   */
  static boolean isView(OpGraph graph, Node node) {
    if (!(node.op() instanceof Op.Reshape) || graph.outputs().contains(node.name())) {
      return false;
    }
    String operand = RegionDraft.values(node).get(0);
    boolean stored = graph.node(operand).map(producer -> isView(graph, producer)).orElse(true);
    return stored || !Shapes.squeezed(graph.spec(operand)).equals(Shapes.squeezed(node.result()));
  }

  private static TensorSpec source(Map<String, TensorSpec> tensors, Node node) {
    TensorSpec source = tensors.get(RegionDraft.values(node).get(0));
    if (source == null) {
      throw new IllegalStateException(node + " uses a value that comes later");
    }
    return source;
  }
}
