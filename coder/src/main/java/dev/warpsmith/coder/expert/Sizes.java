package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of symbolic lengths: at the full size, and the largest at any size the task has.
 *
 * @param full the full size
 * @param all the full size and the check sizes
 */
record Sizes(Bindings full, List<Bindings> all) {
  private static final long LARGEST_INT = Integer.MAX_VALUE;

  Sizes {
    all = List.copyOf(all);
  }

  static Sizes of(Task task) {
    List<Bindings> all = new ArrayList<>(task.checkSizes());
    all.add(task.dims());
    return new Sizes(task.dims(), all);
  }

  /** Returns the product at the full size. */
  long full(List<String> lengths) {
    return Expression.parse(Offsets.product(lengths)).evaluate(full);
  }

  /** Returns the product where it is largest. */
  long largest(List<String> lengths) {
    Expression product = Expression.parse(Offsets.product(lengths));
    return all.stream().mapToLong(product::evaluate).max().orElse(1);
  }

  /** Tells whether the product divides evenly at the full size. */
  boolean divides(int divisor, List<String> lengths) {
    return full(lengths) % divisor == 0;
  }

  /**
   * Returns the C++ type that indexes so many elements, with room for a block's overhang.
   *
   * @param lengths of the whole space
   */
  String indexType(List<String> lengths) {
    return largest(lengths) > LARGEST_INT - (1 << 20) ? "long long" : "int";
  }

  /** Returns the C++ type that indexes every one of some tensors. */
  String indexType(TensorSpec... tensors) {
    boolean large =
        Arrays.stream(tensors).anyMatch(tensor -> indexType(Shapes.of(tensor)).equals("long long"));
    return large ? "long long" : "int";
  }
}
