package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * Operators over named tensors, in an order in which each uses only earlier values.
 *
 * @param inputs the graph's inputs
 * @param nodes in order of evaluation
 * @param outputs names of the values that are results
 */
public record OpGraph(List<TensorSpec> inputs, List<Node> nodes, List<String> outputs) {
  public OpGraph {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }
}
