package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Derives small sizes for a task that gives none: odd ones with tails, and dims of 1. */
final class CheckSizes {
  /** Lengths for tasks of 1, 2, 3 and more dims, so that tensors stay small. */
  private static final long[][] LENGTHS = {
    {1003}, {67, 131}, {33, 67, 35}, {5, 7, 33, 35}, {3, 5, 7, 9, 11, 13}
  };

  private CheckSizes() {}

  /** Returns odd lengths, none above its full size. */
  static Bindings base(Bindings dims) {
    long[] lengths = LENGTHS[Math.max(0, Math.min(dims.asMap().size(), LENGTHS.length) - 1)];
    Map<String, Long> small = new LinkedHashMap<>();
    dims.asMap()
        .forEach(
            (name, full) ->
                small.put(name, Math.min(full, lengths[small.size() % lengths.length])));
    return Bindings.of(small);
  }

  /**
   * Returns the sizes at which every tensor has elements and the task can be computed; the full
   * size if there is no smaller one.
   */
  static List<Bindings> derive(
      Bindings dims, List<TensorSpec> tensors, Predicate<Bindings> computable) {
    List<Bindings> sizes = new ArrayList<>();
    sizes.add(base(dims));
    for (String name : dims.asMap().keySet()) {
      sizes.add(base(dims).with(name, 1));
    }
    List<Bindings> legal =
        Stream.concat(sizes.stream(), Stream.of(even(dims)))
            .filter(size -> tensors.stream().allMatch(tensor -> problem(tensor, size).isEmpty()))
            .filter(computable)
            .distinct()
            .limit(4)
            .toList();
    return legal.isEmpty() ? List.of(dims) : legal;
  }

  private static Bindings even(Bindings dims) {
    Map<String, Long> small = new LinkedHashMap<>();
    dims.asMap().forEach((name, full) -> small.put(name, Math.min(full, 64)));
    return Bindings.of(small);
  }

  /** Returns why a tensor cannot have a size, or empty if it can. */
  static Optional<String> problem(TensorSpec tensor, Bindings size) {
    try {
      for (long length : tensor.shape(size)) {
        if (length < 1) {
          return Optional.of(
              tensor + " has a dim of " + length + " at " + size + ", expected 1 or more");
        }
      }
      tensor.bytes(size);
      return Optional.empty();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of(tensor + " has no size at " + size + ": " + e.getMessage());
    }
  }
}
