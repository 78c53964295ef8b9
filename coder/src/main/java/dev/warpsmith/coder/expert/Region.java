package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The part of an operator graph that one kernel, or a short run of kernels, computes.
 *
 * @param kind the family of schedules that fits
 * @param space lengths of the iteration space, literal ones left out; the operand's shape for
 *     reductions, the result's otherwise
 * @param outer how many leading dims are not reduced; all of them unless {@code kind} is ROW or
 *     COLUMN
 * @param reduced how many dims after those are reduced
 * @param nodes in order of evaluation
 * @param stores values that others need: task outputs and operands of later regions
 */
record Region(
    Kind kind,
    List<String> space,
    int outer,
    int reduced,
    List<Node> nodes,
    List<TensorSpec> stores) {
  /** The families. */
  enum Kind {
    POINTWISE,
    /** Reductions along the last dims, with everything pointwise around them. */
    ROW,
    /** A reduction along dims that others follow. */
    COLUMN,
    MATMUL,
    /** A convolution or its transpose, with everything pointwise after it. */
    CONVOLUTION,
    /** A pool or depthwise convolution, with everything pointwise after it. */
    WINDOW,
    /** A reordering of dims, with everything pointwise before and after it. */
    TRANSPOSE,
    /** A scan along a dim, with everything pointwise before and after it. */
    SCAN,
    /** One operator, as the naive reference computes it. */
    NAIVE
  }

  Region {
    space = List.copyOf(space);
    nodes = List.copyOf(nodes);
    stores = List.copyOf(stores);
  }

  /** Returns the bytes of the smallest number that kernels load or store; truth values are none. */
  int smallestElement(Map<String, TensorSpec> tensors) {
    Stream<TensorSpec> used =
        nodes.stream().flatMap(node -> RegionDraft.values(node).stream()).map(tensors::get);
    return Stream.concat(used.filter(Objects::nonNull), stores.stream())
        .filter(tensor -> tensor.dtype().floating())
        .mapToInt(tensor -> tensor.dtype().bytes())
        .min()
        .orElse(4);
  }

  /** Returns the lengths of the dims before the reduced ones. */
  List<String> outerDims() {
    return space.subList(0, outer);
  }

  /** Returns the lengths of the reduced dims. */
  List<String> reducedDims() {
    return space.subList(outer, outer + reduced);
  }

  /** Returns the lengths of the dims after the reduced ones. */
  List<String> innerDims() {
    return space.subList(outer + reduced, space.size());
  }
}
