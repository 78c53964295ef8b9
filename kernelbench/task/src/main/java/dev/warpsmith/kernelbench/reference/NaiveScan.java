package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * Writes the kernel of an inclusive scan. Last dim: a block for each row, which scans 256 elements
 * at a time as Hillis and Steele (1986) do and carries their total on. Another dim: a thread for
 * each column. Totals are carried in double: where a long row's sum passes zero, an element's
 * tolerance is less than what float32 additions are off by.
 */
final class NaiveScan {
  private static final String BLOCK_SCAN =
      """
      // Combines the value of each thread of the block with those of all threads before it.
      static __device__ $T block_scan_$word_$type($T value) {
        __shared__ $T partial[256];
        __syncthreads();
        partial[threadIdx.x] = value;
        __syncthreads();
        for (int offset = 1; offset < 256; offset *= 2) {
          $T a = threadIdx.x >= offset ? partial[threadIdx.x - offset] : $neutral;
          $T b = partial[threadIdx.x];
          __syncthreads();
          partial[threadIdx.x] = $combined;
          __syncthreads();
        }
        return partial[threadIdx.x];
      }
      """;

  private static final String BLOCK_PER_ROW =
      """
      extern "C" __global__ void $name(const $S* in, $S* out, $I n) {
        __shared__ $C last;
        const $S* row = in + ($I) blockIdx.x * n;
        $S* result = out + ($I) blockIdx.x * n;
        $C carry = $neutral;
        for ($I begin = 0; begin < n; begin += 256) {
          $I j = begin + threadIdx.x;
          $T x = block_scan_$word_$type(j < n ? $loaded : $neutral);
          $C scanned = $combined;
          if (j < n) {
            result[j] = $stored;
          }
          if (threadIdx.x == 255) {
            last = scanned;
          }
          __syncthreads();
          carry = last;
        }
      }
      """;

  private static final String THREAD_PER_COLUMN =
      """
      extern "C" __global__ void $name(const $S* in, $S* out, $I count, $I n, $I inner) {
        $I i = $first;
        if (i < count) {
          const $S* row = in + i / inner * n * inner + i % inner;
          $S* result = out + i / inner * n * inner + i % inner;
          $C carry = $neutral;
          for ($I j = 0; j < n; j++) {
            $T x = $loaded;
            $C scanned = $combined;
            result[j * inner] = $stored;
            carry = scanned;
          }
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Fold fold;
  private final int dim;

  NaiveScan(NaiveProgram program, CudaScalar type, Op.Scan op) {
    this.program = program;
    this.type = type;
    this.fold =
        switch (op.kind()) {
          case SUM -> Fold.SUM;
          case PRODUCT -> Fold.PROD;
        };
    this.dim = op.dim();
  }

  void write(String kernel, TensorSpec source, TensorSpec result) {
    String length = source.shape().get(dim).toString();
    String rows = NaiveProgram.others(source, dim);
    if (dim == source.shape().size() - 1) {
      program.helper(filled(BLOCK_SCAN, kernel, source, "", fold.combined("a", "b", type)));
      program.kernel(filled(BLOCK_PER_ROW, kernel, source, "row[j]", carried()));
      program.launch(kernel, rows, "256", List.of(source.name(), result.name(), length));
      return;
    }
    program.kernel(filled(THREAD_PER_COLUMN, kernel, source, "row[j * inner]", carried()));
    program.launch(
        kernel,
        "ceildiv(" + rows + ", 256)",
        "256",
        List.of(source.name(), result.name(), rows, length, NaiveProgram.inner(source, dim)));
  }

  private String carried() {
    return fold.combined("carry", "x", type);
  }

  private String filled(
      String template, String kernel, TensorSpec source, String element, String combined) {
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
        "$C",
        type == CudaScalar.FLOAT ? CudaScalar.DOUBLE.typeName() : type.typeName(),
        "$word",
        fold.word(),
        "$neutral",
        type.literal(fold.neutral()),
        "$combined",
        combined,
        "$loaded",
        type.load(source.dtype(), element),
        "$stored",
        type.store(source.dtype(), "scanned"));
  }
}
