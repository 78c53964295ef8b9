package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernel of a matrix product: one thread for each element of the result. Threads of a
 * warp lie along a row, so that a row-major B is read coalesced; a transposed B is read best by
 * square blocks.
 */
final class NaiveMatMul {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name(
          const $S* a, const $S* b, $bias$S* out, $I m, $I n, $I k) {
        $I column = ($I) blockIdx.x * blockDim.x + threadIdx.x;
        $I first = ($I) blockIdx.y * blockDim.y + threadIdx.y;
        if (column >= n) {
          return;
        }
        for ($I row = first; row < m; row += gridDim.y * blockDim.y) {
          $T sum = $zero;
          for ($I j = 0; j < k; j++) {
            sum += $left * $right;
          }
          out[row * n + column] = $stored;
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;

  NaiveMatMul(NaiveProgram program, CudaScalar type) {
    this.program = program;
    this.type = type;
  }

  void write(String kernel, Op.MatMul op, List<TensorSpec> operands, TensorSpec result) {
    boolean bias = operands.size() > 2;
    String b = op.transposeB() ? "b[column * k + j]" : "b[j * n + column]";
    String value = bias ? "sum + " + type.load(result.dtype(), "bias[column]") : "sum";
    program.kernel(
        KERNEL,
        "$left",
        type.load(result.dtype(), "a[row * k + j]"),
        "$bias",
        bias ? "const $S* bias, " : "",
        "$right",
        type.load(result.dtype(), b),
        "$stored",
        type.store(result.dtype(), value),
        "$name",
        kernel,
        "$S",
        result.dtype().cudaName(),
        "$T",
        type.typeName(),
        "$zero",
        type.literal(0));
    launch(kernel, op.transposeB() ? 16 : 32, op.transposeB() ? 16 : 8, operands, result);
  }

  private void launch(
      String kernel, int width, int height, List<TensorSpec> operands, TensorSpec result) {
    Expression rows = result.shape().get(0);
    Expression columns = result.shape().get(1);
    List<String> arguments = new ArrayList<>();
    operands.forEach(operand -> arguments.add(operand.name()));
    arguments.add(result.name());
    arguments.add(rows.toString());
    arguments.add(columns.toString());
    arguments.add(operands.get(0).shape().get(1).toString());
    String grid =
        "ceildiv(%s, %d), min(65535, ceildiv(%s, %d))".formatted(columns, width, rows, height);
    program.launch(kernel, grid, width + ", " + height, arguments);
  }
}
