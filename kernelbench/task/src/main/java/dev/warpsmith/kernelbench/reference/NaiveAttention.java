package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernels of attention: the products of queries and keys, a softmax of each row in place
 * by a block, and the products with the values.
 */
final class NaiveAttention {
  private static final String SOFTMAX =
      """
      extern "C" __global__ void $name($S* scores, $I queries, $I n, $I depth) {
        $S* row = scores + ($I) blockIdx.x * n;
      $seen  $T scale = $scale;
        $T max = $lowest;
        for ($I j = threadIdx.x; j < seen; j += blockDim.x) {
          $T x = $loaded * scale;
          max = $greater;
        }
        max = $blockMax(max);
        $T sum = $zero;
        for ($I j = threadIdx.x; j < seen; j += blockDim.x) {
          sum += $exp($loaded * scale - max);
        }
        sum = $blockSum(sum);
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          row[j] = $stored;
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.Attention op;
  private final List<TensorSpec> operands;
  private final TensorSpec result;

  NaiveAttention(
      NaiveProgram program,
      CudaScalar type,
      Op.Attention op,
      List<TensorSpec> operands,
      TensorSpec result) {
    this.program = program;
    this.type = type;
    this.op = op;
    this.operands = List.copyOf(operands);
    this.result = result;
  }

  void write(String kernel) {
    TensorSpec q = operands.get(0);
    TensorSpec k = operands.get(1);
    int rank = q.shape().size();
    List<Expression> shape = new ArrayList<>(q.shape());
    shape.set(rank - 1, k.shape().get(k.shape().size() - 2));
    TensorSpec scores = new TensorSpec(result.name() + "_scores", q.dtype(), shape);
    program.scratch(scores);
    new NaiveMatMul(program, type, new Op.MatMul(false, true), List.of(q, k), scores)
        .write(kernel + "_scores");
    softmax(kernel + "_softmax", scores, q.shape().get(rank - 1));
    new NaiveMatMul(
            program, type, new Op.MatMul(false, false), List.of(scores, operands.get(2)), result)
        .write(kernel);
  }

  private void softmax(String kernel, TensorSpec scores, Expression depth) {
    int rank = scores.shape().size();
    String weight =
        "j < seen ? %s(%s * scale - max) / sum : %s"
            .formatted(type.function("exp"), type.load(scores.dtype(), "row[j]"), type.literal(0));
    String root = type.function("rsqrt") + "((" + type.typeName() + ") depth)";
    program.kernel(
        SOFTMAX,
        "$name",
        kernel,
        "$S",
        scores.dtype().cudaName(),
        "$seen",
        op.causal()
            ? "  $I query = blockIdx.x % queries;\n  $I seen = query < n ? query + 1 : n;\n"
            : "  $I seen = n;\n",
        "$scale",
        op.scale().map(type::literal).orElse(root),
        "$loaded",
        type.load(scores.dtype(), "row[j]"),
        "$stored",
        type.store(scores.dtype(), weight),
        "$lowest",
        type.literal(Double.NEGATIVE_INFINITY),
        "$greater",
        Fold.MAX.combined("max", "x", type),
        "$blockMax",
        program.blockReduction(Fold.MAX, type),
        "$blockSum",
        program.blockReduction(Fold.SUM, type),
        "$exp",
        type.function("exp"),
        "$zero",
        type.literal(0),
        "$T",
        type.typeName());
    program.launch(
        kernel,
        NaiveProgram.product(scores.shape().subList(0, rank - 1)),
        "256",
        List.of(
            scores.name(),
            scores.shape().get(rank - 2).toString(),
            scores.shape().get(rank - 1).toString(),
            depth.toString()));
  }
}
