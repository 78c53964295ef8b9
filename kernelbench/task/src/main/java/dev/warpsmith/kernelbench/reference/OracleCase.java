package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernels.Bindings;
import java.util.Map;

/**
 * One set of inputs of a graph.
 *
 * @param size a value for every dim
 * @param inputs elements by input name
 */
public record OracleCase(Bindings size, Map<String, ElementSource> inputs) {
  public OracleCase {
    inputs = Map.copyOf(inputs);
  }
}
