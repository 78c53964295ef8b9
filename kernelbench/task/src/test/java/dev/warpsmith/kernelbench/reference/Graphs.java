package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.stream.Stream;

/** Operator graphs of the tests, from text. */
final class Graphs {
  private Graphs() {}

  /** Returns the graph of {@code lines}; inputs are separated by semicolons. */
  static OpGraph graph(String inputs, String... lines) {
    List<TensorSpec> specs =
        Stream.of(inputs.split(";"))
            .map(input -> TensorSpec.parse(input.strip(), new SourcePosition("graph", 1, 1)))
            .toList();
    return OpGraph.parse(specs, lines);
  }
}
