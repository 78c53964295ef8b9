package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Writes the kernel of a loss of each row: a block for each. */
final class NaiveRowLoss {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name($parameters, $D* out, $I n, $I inner) {
        $I first = ($I) blockIdx.x / inner * n * inner + ($I) blockIdx.x % inner;
      $body  if (threadIdx.x == 0) {
          out[blockIdx.x] = $stored;
        }
      }
      """;

  private static final String CROSS_ENTROPY =
      """
        $T max = $lowest;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $T x = $a;
          max = $greater;
        }
        max = $blockMax(max);
        $T sum = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          sum += $exp($a - max);
        }
        sum = $blockSum(sum);
        $I target = first + ($I) b[blockIdx.x] * inner;
      """;

  private static final String TRIPLET =
      """
        $T near = $zero;
        $T far = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $T x = $a - $b + $eps;
          $T y = $a - $c + $eps;
          near += x * x;
          far += y * y;
        }
        near = $sqrt($blockSum(near));
        far = $sqrt($blockSum(far));
        $T loss = near - far + $margin;
      """;

  private static final String COSINE =
      """
        $T product = $zero;
        $T left = $zero;
        $T right = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $T x = $a;
          $T y = $b;
          product += x * y;
          left += x * x;
          right += y * y;
        }
        product = $blockSum(product);
        left = $sqrt($blockSum(left));
        right = $sqrt($blockSum(right));
        left = left < $eps ? $eps : left;
        right = right < $eps ? $eps : right;
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.RowLoss op;
  private final List<TensorSpec> operands;

  NaiveRowLoss(NaiveProgram program, CudaScalar type, Op.RowLoss op, List<TensorSpec> operands) {
    this.program = program;
    this.type = type;
    this.op = op;
    this.operands = List.copyOf(operands);
  }

  void write(String kernel, TensorSpec target) {
    List<String> parameters = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      parameters.add("const " + operands.get(i).dtype().cudaName() + "* " + (char) ('a' + i));
      arguments.add(operands.get(i).name());
    }
    TensorSpec x = operands.get(0);
    arguments.add(target.name());
    arguments.add(x.shape().get(op.dim()).toString());
    arguments.add(NaiveProgram.inner(x, op.dim()));
    String value = type.store(target.dtype(), value());
    program.kernel(
        filled(
            KERNEL,
            "$body",
            body(),
            "$stored",
            value,
            "$name",
            kernel,
            "$parameters",
            String.join(", ", parameters),
            "$D",
            target.dtype().cudaName()));
    program.launch(kernel, NaiveProgram.others(x, op.dim()), "256", arguments);
  }

  private String body() {
    return switch (op.kind()) {
      case CROSS_ENTROPY -> CROSS_ENTROPY;
      case TRIPLET_MARGIN_LOSS -> TRIPLET;
      case COSINE_SIMILARITY -> COSINE;
    };
  }

  private String value() {
    return switch (op.kind()) {
      case CROSS_ENTROPY -> "$log(sum) + max - " + type.load(operands.get(0).dtype(), "a[target]");
      case TRIPLET_MARGIN_LOSS -> "loss < $zero ? $zero : loss";
      case COSINE_SIMILARITY -> "product / (left * right)";
    };
  }

  private String filled(String template, String... replacements) {
    boolean triplet = op.parameters().size() > 1;
    String text = NaiveProgram.fill(template, replacements);
    text =
        NaiveProgram.fill(
            text,
            "$margin",
            triplet ? type.literal(op.parameters().get(0)) : "",
            "$eps",
            op.parameters().isEmpty()
                ? ""
                : type.literal(op.parameters().get(op.parameters().size() - 1)));
    for (int i = 0; i < operands.size(); i++) {
      String name = String.valueOf((char) ('a' + i));
      String element = name + "[first + j * inner]";
      text = text.replaceAll("\\$" + name + "\\b", type.load(operands.get(i).dtype(), element));
    }
    if (text.contains("$blockMax")) {
      text = text.replace("$blockMax", program.blockReduction(Fold.MAX, type));
    }
    return NaiveProgram.fill(
        text,
        "$greater",
        Fold.MAX.combined("max", "x", type),
        "$blockSum",
        program.blockReduction(Fold.SUM, type),
        "$lowest",
        type.literal(Double.NEGATIVE_INFINITY),
        "$zero",
        type.literal(0),
        "$exp",
        type.function("exp"),
        "$log",
        type.function("log"),
        "$sqrt",
        type.function("sqrt"),
        "$T",
        type.typeName());
  }
}
