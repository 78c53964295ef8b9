package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a renderer knows of its region's surroundings.
 *
 * @param number of the region, from 1
 * @param tensors every value of the graph by name
 * @param outputs names of the task's outputs
 */
record RegionContext(
    int number,
    Region region,
    Map<String, TensorSpec> tensors,
    Set<String> outputs,
    Sizes sizes,
    Identifiers identifiers) {

  /** Returns the same surroundings with other identifiers. */
  RegionContext with(Identifiers others) {
    return new RegionContext(number, region, tensors, outputs, sizes, others);
  }

  /** Returns a value's tensor, in the shape that its users see. */
  TensorSpec tensor(String value) {
    TensorSpec tensor = tensors.get(value);
    if (tensor == null) {
      throw new IllegalStateException("the graph has no value '" + value + "'");
    }
    return tensor;
  }

  /** Returns an empty parameter list. */
  KernelParameters parameters() {
    return new KernelParameters(identifiers, indexType());
  }

  /** Returns the C++ type of positions in the region's space. */
  String indexType() {
    return sizes.indexType(region.space());
  }

  /** Returns the name of the region's kernel. */
  String kernel() {
    return region.kind().name().toLowerCase(Locale.ROOT) + "_" + number;
  }

  /** Returns the scratch tensors that hold what later regions read, as {@code @scratch} bodies. */
  List<String> scratch() {
    return region.stores().stream()
        .filter(tensor -> !outputs.contains(tensor.name()))
        .map(TensorSpec::toString)
        .toList();
  }

  /** Returns the region's operators as a comment. */
  String comment() {
    StringBuilder text = new StringBuilder();
    region.nodes().forEach(node -> text.append("// ").append(node).append('\n'));
    return text.toString();
  }
}
