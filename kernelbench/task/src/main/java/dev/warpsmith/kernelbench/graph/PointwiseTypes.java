package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Optional;

/** Element types of pointwise results: the widest floating type, else the widest integer type. */
final class PointwiseTypes {
  private PointwiseTypes() {}

  static DType result(PointwiseFunction function, List<Optional<TensorSpec>> operands) {
    int first = function == PointwiseFunction.WHERE ? 1 : 0;
    List<TensorSpec> tensors =
        operands.subList(first, operands.size()).stream().flatMap(Optional::stream).toList();
    if (function.logical()) {
      return DType.BOOL;
    }
    DType type =
        tensors.stream().map(TensorSpec::dtype).reduce(PointwiseTypes::wider).orElse(DType.F32);
    if (!type.floating() && !function.integral()) {
      throw new IllegalArgumentException(
          function.word()
              + ": "
              + tensors.get(0)
              + " has an integer type, expected f64, f32, f16 or bf16");
    }
    return type;
  }

  private static DType wider(DType left, DType right) {
    if (left == right) {
      return left;
    }
    if (left.floating() != right.floating()) {
      return left.floating() ? left : right;
    }
    if (left.bytes() != right.bytes()) {
      return left.bytes() > right.bytes() ? left : right;
    }
    return left.floating() ? DType.F32 : DType.I16;
  }
}
