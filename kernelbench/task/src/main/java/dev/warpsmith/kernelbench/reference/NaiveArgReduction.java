package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.ArgKind;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * Writes the kernel that finds the index of the largest or smallest element. Last dim: a block for
 * each row, whose threads reduce pairs of value and index; another dim: a thread for each column.
 */
final class NaiveArgReduction {
  private static final String WINS =
      """
      // Tells whether x at i wins over y at j: a NaN over all, the earlier of equals, none below 0.
      static __device__ bool $word_wins_$type($T x, $I i, $T y, $I j) {
        if (i < 0 || j < 0) {
          return i >= 0;
        }
        bool xIsNan = x != x;
        bool yIsNan = y != y;
        if (xIsNan || yIsNan) {
          return xIsNan && (!yIsNan || i < j);
        }
        return x $greater y || (x == y && i < j);
      }
      """;

  private static final String BLOCK_PER_ROW =
      """
      extern "C" __global__ void $name(const $S* in, long long* out, $I n) {
        __shared__ $T values[256];
        __shared__ $I indices[256];
        const $S* row = in + ($I) blockIdx.x * n;
        $T best = $zero;
        $I at = -1;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $T x = $loaded;
          if ($word_wins_$type(x, j, best, at)) {
            best = x;
            at = j;
          }
        }
        values[threadIdx.x] = best;
        indices[threadIdx.x] = at;
        __syncthreads();
        for (int half = blockDim.x / 2; half > 0; half /= 2) {
          if (threadIdx.x < half) {
            int other = threadIdx.x + half;
            if ($word_wins_$type(
                    values[other], indices[other], values[threadIdx.x], indices[threadIdx.x])) {
              values[threadIdx.x] = values[other];
              indices[threadIdx.x] = indices[other];
            }
          }
          __syncthreads();
        }
        if (threadIdx.x == 0) {
          out[blockIdx.x] = indices[0];
        }
      }
      """;

  private static final String THREAD_PER_COLUMN =
      """
      extern "C" __global__ void $name(
          const $S* in, long long* out, $I count, $I n, $I inner) {
        $I i = $first;
        if (i < count) {
          const $S* row = in + i / inner * n * inner + i % inner;
          $T best = $zero;
          $I at = -1;
          for ($I j = 0; j < n; j++) {
            $T x = $loaded;
            if ($word_wins_$type(x, j, best, at)) {
              best = x;
              at = j;
            }
          }
          out[i] = at;
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.ArgReduction op;

  NaiveArgReduction(NaiveProgram program, CudaScalar type, Op.ArgReduction op) {
    this.program = program;
    this.type = type;
    this.op = op;
  }

  void write(String kernel, TensorSpec source, TensorSpec result) {
    String length = source.shape().get(op.dim()).toString();
    String rows = NaiveProgram.others(source, op.dim());
    program.helper(filled(WINS, kernel, source, ""));
    if (op.dim() == source.shape().size() - 1) {
      program.kernel(filled(BLOCK_PER_ROW, kernel, source, "row[j]"));
      program.launch(kernel, rows, "256", List.of(source.name(), result.name(), length));
      return;
    }
    program.kernel(filled(THREAD_PER_COLUMN, kernel, source, "row[j * inner]"));
    program.launch(
        kernel,
        "ceildiv(" + rows + ", 256)",
        "256",
        List.of(source.name(), result.name(), rows, length, NaiveProgram.inner(source, op.dim())));
  }

  private String filled(String template, String kernel, TensorSpec source, String element) {
    return NaiveProgram.fill(
        template,
        "$name",
        kernel,
        "$S",
        source.dtype().cudaName(),
        "$type",
        type.word(),
        "$T",
        type.typeName(),
        "$word",
        op.kind().word(),
        "$greater",
        op.kind() == ArgKind.ARGMAX ? ">" : "<",
        "$zero",
        type.literal(0),
        "$loaded",
        type.load(source.dtype(), element));
  }
}
