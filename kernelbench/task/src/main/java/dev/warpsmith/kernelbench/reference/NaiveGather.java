package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/** Writes the kernel that picks elements by index: one thread for each element of the result. */
final class NaiveGather {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name(
          const $S* in, const $X* index, $S* out, $I count, $I n, $I inner) {
        $I i = $first;
        if (i < count) {
          out[i] = in[(i / inner * n + ($I) index[i]) * inner + i % inner];
        }
      }
      """;

  private final NaiveProgram program;

  NaiveGather(NaiveProgram program) {
    this.program = program;
  }

  void write(String kernel, Op.Gather op, List<TensorSpec> operands, TensorSpec result) {
    TensorSpec x = operands.get(0);
    TensorSpec index = operands.get(1);
    String count = NaiveProgram.product(result.shape());
    program.kernel(
        KERNEL, "$name", kernel, "$S", x.dtype().cudaName(), "$X", index.dtype().cudaName());
    program.launch(
        kernel,
        "ceildiv(" + count + ", 256)",
        "256",
        List.of(
            x.name(),
            index.name(),
            result.name(),
            count,
            x.shape().get(op.dim()).toString(),
            NaiveProgram.inner(x, op.dim())));
  }
}
