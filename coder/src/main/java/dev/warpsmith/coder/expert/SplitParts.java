package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** The accumulators that the blocks of a split leave in memory for the next kernel. */
final class SplitParts {
  private SplitParts() {}

  /**
   * Returns the scratch tensor of a reduction's accumulators.
   *
   * @param lengths how many there are, along each dim
   * @param index the C++ type of positions
   */
  static TensorSpec tensor(Reduction reduction, List<String> lengths, String index) {
    List<Expression> shape = new ArrayList<>();
    lengths.forEach(length -> shape.add(Expression.parse(length)));
    int floats = Accumulators.floats(reduction.combine(), index);
    if (floats > 1) {
      shape.add(Expression.of(floats));
    }
    return new TensorSpec(reduction.name() + "_parts", DType.F32, shape);
  }

  /** Returns a pointer to the accumulators as C++ text. */
  static String of(Helpers helpers, Reduction reduction, String pointer, boolean read) {
    String type = helpers.accumulator(reduction.combine());
    return type.equals("float")
        ? pointer
        : "reinterpret_cast<" + (read ? "const " : "") + type + "*>(" + pointer + ")";
  }
}
