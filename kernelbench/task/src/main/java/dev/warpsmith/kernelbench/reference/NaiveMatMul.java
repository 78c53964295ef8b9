package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernel of matrix products: one thread for each element of the result. Threads of a
 * warp lie along a row, so that a row-major B is read coalesced; a transposed B is read best by
 * square blocks. A batch that shares B is one product with as many rows as all of its matrices.
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
      $loop          out[row * n + column] = $stored;
        }
      }
      """;

  private static final String BATCHED =
      """
      extern "C" __global__ void $name(
          const $S* a, const $S* b, $bias$S* out, $I batches, $I m, $I n, $I k) {
        $I column = ($I) blockIdx.x * blockDim.x + threadIdx.x;
        $I first = ($I) blockIdx.y * blockDim.y + threadIdx.y;
        if (column >= n) {
          return;
        }
        for ($I batch = blockIdx.z; batch < batches; batch += gridDim.z) {
          for ($I row = first; row < m; row += gridDim.y * blockDim.y) {
            $T sum = $zero;
      $loop            out[(batch * m + row) * n + column] = $stored;
          }
        }
      }
      """;

  private static final String LOOP =
      """
      for ($I j = 0; j < k; j++) {
        sum += $left * $right;
      }
      """;

  /** One long sum in float32 is off by more than any other way to add: each part has its own. */
  private static final String LOOP_OF_PARTS =
      """
      for ($I part = 0; part < k; part += 4096) {
        $T some = $zero;
        for ($I j = part; j < k && j < part + 4096; j++) {
          some += $left * $right;
        }
        sum += some;
      }
      """;

  private static final long LONGEST_SUM = 1 << 16;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.MatMul op;
  private final List<TensorSpec> operands;
  private final TensorSpec result;
  private final boolean batched;

  NaiveMatMul(
      NaiveProgram program,
      CudaScalar type,
      Op.MatMul op,
      List<TensorSpec> operands,
      TensorSpec result) {
    this.program = program;
    this.type = type;
    this.op = op;
    this.operands = List.copyOf(operands);
    this.result = result;
    this.batched = result.shape().size() > 2 && (op.transposeA() || !sharedB());
  }

  private boolean sharedB() {
    return operands.get(1).shape().size() == 2;
  }

  void write(String kernel) {
    boolean bias = operands.size() > 2;
    String value = bias ? "sum + " + type.load(result.dtype(), "bias[column]") : "sum";
    program.kernel(
        batched ? BATCHED : KERNEL,
        "$loop",
        loop().indent(batched ? 12 : 10),
        "$left",
        type.load(result.dtype(), left()),
        "$bias",
        bias ? "const $S* bias, " : "",
        "$right",
        type.load(result.dtype(), right()),
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
    launch(kernel, op.transposeB() ? 16 : 32, op.transposeB() ? 16 : 8);
  }

  private String loop() {
    return program.largest(terms()) > LONGEST_SUM ? LOOP_OF_PARTS : LOOP;
  }

  private Expression terms() {
    List<Expression> a = operands.get(0).shape();
    return a.get(a.size() - (op.transposeA() ? 2 : 1));
  }

  private String left() {
    if (op.transposeA()) {
      return batched ? "a[(batch * k + j) * m + row]" : "a[j * m + row]";
    }
    return batched ? "a[(batch * m + row) * k + j]" : "a[row * k + j]";
  }

  private String right() {
    boolean shared = !batched || sharedB();
    if (op.transposeB()) {
      return shared ? "b[column * k + j]" : "b[(batch * n + column) * k + j]";
    }
    return shared ? "b[j * n + column]" : "b[(batch * k + j) * n + column]";
  }

  private void launch(String kernel, int width, int height) {
    List<Expression> shape = result.shape();
    int matrix = shape.size() - 2;
    String columns = shape.get(shape.size() - 1).toString();
    String rows =
        batched
            ? shape.get(matrix).toString()
            : NaiveProgram.product(shape.subList(0, shape.size() - 1));
    String batches = NaiveProgram.product(shape.subList(0, matrix));
    List<String> arguments = new ArrayList<>();
    operands.forEach(operand -> arguments.add(operand.name()));
    arguments.add(result.name());
    if (batched) {
      arguments.add(batches);
    }
    arguments.add(rows);
    arguments.add(columns);
    arguments.add(terms().toString());
    String grid =
        "ceildiv(%s, %d), min(65535, ceildiv(%s, %d))".formatted(columns, width, rows, height);
    program.launch(
        kernel,
        batched ? grid + ", min(65535, " + batches + ")" : grid,
        width + ", " + height,
        arguments);
  }
}
