package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.LossReduction;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernels of losses: one that makes a term of each block's elements or of each row, and
 * one that adds them up.
 */
final class NaiveLoss {
  private static final String PAIRS =
      """
      extern "C" __global__ void $name(const $S* a, const $S* b, $T* out, $I n) {
        $T sum = $zero;
        for ($I j = $first; j < n; j += gridDim.x * blockDim.x) {
          $T x = $a;
          $T y = $b;
          sum += $value;
        }
        sum = $blockSum(sum);
        if (threadIdx.x == 0) {
          out[blockIdx.x] = sum;
        }
      }
      """;

  private static final String TOTAL =
      """
      extern "C" __global__ void $name(const $T* in, $S* out, $I n$count) {
        $T sum = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          sum += in[j];
        }
        sum = $blockSum(sum);
        if (threadIdx.x == 0) {
          out[0] = $stored;
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final List<TensorSpec> operands;
  private final TensorSpec result;

  NaiveLoss(NaiveProgram program, CudaScalar type, List<TensorSpec> operands, TensorSpec result) {
    this.program = program;
    this.type = type;
    this.operands = List.copyOf(operands);
    this.result = result;
  }

  void write(String kernel, Op.PairLoss op) {
    TensorSpec a = operands.get(0);
    String length = NaiveProgram.product(a.shape());
    Expression blocks = Expression.parse("min(1024, ceildiv(" + length + ", 256))");
    TensorSpec partial = new TensorSpec(kernel + "_blocks", type.dtype(), List.of(blocks));
    program.scratch(partial);
    String value = type.apply(op.function(), List.of("x", "y"), op.parameters());
    program.kernel(
        filled(PAIRS, "$value", value, "$name", kernel + "_partial")
            .replace("$a", type.load(a.dtype(), "a[j]"))
            .replace("$b", type.load(a.dtype(), "b[j]")));
    program.launch(
        kernel + "_partial",
        blocks.toString(),
        "256",
        List.of(a.name(), operands.get(1).name(), partial.name(), length));
    String batch = a.shape().isEmpty() ? "1" : a.shape().get(0).toString();
    total(kernel, partial, op.reduction(), op.reduction() == LossReduction.MEAN ? length : batch);
  }

  void write(String kernel, Op.RowLoss op) {
    NaiveRowLoss rows = new NaiveRowLoss(program, type, op, operands);
    if (op.reduction() == LossReduction.NONE) {
      rows.write(kernel, result);
      return;
    }
    List<Expression> shape = new ArrayList<>(operands.get(0).shape());
    shape.remove(op.dim());
    TensorSpec losses = new TensorSpec(kernel + "_rows", type.dtype(), shape);
    program.scratch(losses);
    rows.write(kernel + "_each", losses);
    total(kernel, losses, op.reduction(), NaiveProgram.product(shape));
  }

  private void total(String kernel, TensorSpec terms, LossReduction reduction, String divisor) {
    boolean divided = reduction != LossReduction.SUM;
    program.kernel(
        filled(
            TOTAL,
            "$name",
            kernel,
            "$count",
            divided ? ", $I count" : "",
            "$stored",
            type.store(result.dtype(), divided ? "sum / count" : "sum")));
    List<String> arguments =
        new ArrayList<>(List.of(terms.name(), result.name(), NaiveProgram.product(terms.shape())));
    if (divided) {
      arguments.add(divisor);
    }
    program.launch(kernel, "1", "256", arguments);
  }

  private String filled(String template, String... replacements) {
    return NaiveProgram.fill(
        NaiveProgram.fill(template, replacements),
        "$blockSum",
        program.blockReduction(Fold.SUM, type),
        "$zero",
        type.literal(0),
        "$S",
        operands.get(0).dtype().cudaName(),
        "$T",
        type.typeName());
  }
}
