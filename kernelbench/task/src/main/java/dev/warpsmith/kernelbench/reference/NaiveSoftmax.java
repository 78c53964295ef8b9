package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the kernel of a softmax in three passes: maximum, sum of exponentials, result. Last dim: a
 * block for each row; another dim: a thread for each column.
 */
final class NaiveSoftmax {
  private static final String BLOCK_PER_ROW =
      """
      extern "C" __global__ void $name(const $S* in, $S* out, $I n) {
        const $S* row = in + ($I) blockIdx.x * n;
        $S* result = out + ($I) blockIdx.x * n;
        $T max = $lowest;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $T x = $loaded;
          max = $greater;
        }
        max = $blockMax(max);
        $T sum = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          sum += $exp($loaded - max);
        }
        sum = $blockSum(sum);
      $prepare  for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          result[j] = $stored;
        }
      }
      """;

  private static final String THREAD_PER_COLUMN =
      """
      extern "C" __global__ void $name(
          const $S* in, $S* out, $I count, $I n, $I inner) {
        $I i = $first;
        if (i < count) {
          const $S* row = in + i / inner * n * inner + i % inner;
          $S* result = out + i / inner * n * inner + i % inner;
          $T max = $lowest;
          for ($I j = 0; j < n; j++) {
            $T x = $loaded;
            max = $greater;
          }
          $T sum = $zero;
          for ($I j = 0; j < n; j++) {
            sum += $exp($loaded - max);
          }
      $prepare    for ($I j = 0; j < n; j++) {
            result[j * inner] = $stored;
          }
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;

  NaiveSoftmax(NaiveProgram program, CudaScalar type) {
    this.program = program;
    this.type = type;
  }

  void write(String kernel, Op.Softmax op, TensorSpec source, TensorSpec result) {
    List<Expression> shape = source.shape();
    List<Expression> outer = shape.subList(0, op.dim());
    List<Expression> inner = shape.subList(op.dim() + 1, shape.size());
    String length = NaiveProgram.product(List.of(shape.get(op.dim())));
    if (inner.isEmpty()) {
      String text =
          NaiveProgram.fill(
              filled(BLOCK_PER_ROW, kernel, op, source, "row[j]"),
              "$blockMax",
              program.blockReduction(Fold.MAX, type),
              "$blockSum",
              program.blockReduction(Fold.SUM, type));
      program.kernel(text);
      program.launch(
          kernel,
          NaiveProgram.product(outer),
          "256",
          List.of(source.name(), result.name(), length));
      return;
    }
    String count = NaiveProgram.product(Stream.concat(outer.stream(), inner.stream()).toList());
    program.kernel(filled(THREAD_PER_COLUMN, kernel, op, source, "row[j * inner]"));
    program.launch(
        kernel,
        "ceildiv(" + count + ", 256)",
        "256",
        List.of(source.name(), result.name(), count, length, NaiveProgram.product(inner)));
  }

  private String filled(
      String template, String kernel, Op.Softmax op, TensorSpec source, String element) {
    String indent = element.equals("row[j]") ? "  " : "    ";
    String loaded = type.load(source.dtype(), element);
    String value = op.log() ? loaded + " - max - logSum" : "$exp(" + loaded + " - max) / sum";
    return NaiveProgram.fill(
        template,
        "$prepare",
        op.log() ? indent + "$T logSum = $log(sum);\n" : "",
        "$loaded",
        loaded,
        "$stored",
        type.store(source.dtype(), value),
        "$name",
        kernel,
        "$S",
        source.dtype().cudaName(),
        "$T",
        type.typeName(),
        "$lowest",
        type.literal(Double.NEGATIVE_INFINITY),
        "$zero",
        type.literal(0),
        "$greater",
        Fold.MAX.combined("max", "x", type),
        "$exp",
        type.function("exp"),
        "$log",
        type.function("log"));
  }
}
