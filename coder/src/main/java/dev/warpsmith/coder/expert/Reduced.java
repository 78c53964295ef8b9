package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Optional;

/** Which dims a reduction takes away. */
final class Reduced {
  private Reduced() {}

  /**
   * Finds the reduced run among the dims that are not literally 1.
   *
   * @return its first dim and its number of dims; empty if it is no single run, or nothing
   */
  static Optional<int[]> extent(TensorSpec operand, List<Integer> dims) {
    List<String> shape = Shapes.of(operand);
    int begin = -1;
    int count = 0;
    int squeezed = 0;
    for (int dim = 0; dim < shape.size(); dim++) {
      if (shape.get(dim).equals("1")) {
        continue;
      }
      if (dims.contains(dim)) {
        if (count > 0 && begin + count != squeezed) {
          return Optional.empty();
        }
        begin = count == 0 ? squeezed : begin;
        count++;
      }
      squeezed++;
    }
    return count == 0 ? Optional.empty() : Optional.of(new int[] {begin, count});
  }
}
