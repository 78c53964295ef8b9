package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Candidate;
import java.util.function.Function;

/** A task's meaning: an operator graph, or a CUDA kernel that is right by definition. */
public sealed interface Reference {
  /** The meaning is an operator graph, evaluated in float64. */
  record Graph(OpGraph graph) implements Reference {}

  /** The meaning is what these kernels compute. */
  record Kernels(Candidate candidate) implements Reference {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Graph, T> graph, Function<Kernels, T> kernels) {
    if (this instanceof Graph value) {
      return graph.apply(value);
    }
    return kernels.apply((Kernels) this);
  }
}
