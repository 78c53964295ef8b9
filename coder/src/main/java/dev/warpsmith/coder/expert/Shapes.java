package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Symbolic shapes as texts of their lengths; two lengths are equal if their texts are. */
final class Shapes {
  private Shapes() {}

  /** Returns the lengths. */
  static List<String> of(TensorSpec tensor) {
    return tensor.shape().stream().map(Object::toString).toList();
  }

  /** Returns the lengths that are not literally 1. */
  static List<String> squeezed(TensorSpec tensor) {
    return of(tensor).stream().filter(length -> !length.equals("1")).toList();
  }

  /**
   * Tells along which dims of a broadcast result an operand varies.
   *
   * @return for each length of {@code result} that is not literally 1, whether the operand has it
   */
  static List<Boolean> present(TensorSpec operand, TensorSpec result) {
    List<String> small = of(operand);
    List<String> large = of(result);
    List<Boolean> present = new ArrayList<>();
    for (int dim = 0; dim < large.size(); dim++) {
      if (!large.get(dim).equals("1")) {
        int own = dim - (large.size() - small.size());
        present.add(own >= 0 && !small.get(own).equals("1"));
      }
    }
    return present;
  }

  /** Returns the lengths from a dim on, if all are literals of at most four digits. */
  static Optional<List<Integer>> literal(TensorSpec tensor, int first) {
    List<String> lengths = of(tensor).subList(first, tensor.shape().size());
    boolean known = lengths.stream().allMatch(length -> length.matches("\\d{1,4}"));
    return known ? Optional.of(lengths.stream().map(Integer::valueOf).toList()) : Optional.empty();
  }
}
