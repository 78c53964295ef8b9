package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.NormalizationKind;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernel of a normalization in three passes: mean, variance, result; a block for each
 * group of elements that are normalised together.
 */
final class NaiveNormalization {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name($parameters) {
        $I group = blockIdx.x;
      $mean  $T squares = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $I i = $element;
          $T x = $loaded$less;
          squares += x * x;
        }
        squares = $blockSum(squares);
        $T scale = $rsqrt(squares / n + $eps);
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $I i = $element;
          $T x = ($loaded$less) * scale$weight;
          out[i] = $stored;
        }
      }
      """;

  private static final String MEAN =
      """
        $T mean = $zero;
        for ($I j = threadIdx.x; j < n; j += blockDim.x) {
          $I i = $element;
          mean += $loaded;
        }
        mean = $blockSum(mean) / n;
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.Normalization op;
  private final List<TensorSpec> operands;
  private final TensorSpec result;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  NaiveNormalization(
      NaiveProgram program,
      CudaScalar type,
      Op.Normalization op,
      List<TensorSpec> operands,
      TensorSpec result) {
    this.program = program;
    this.type = type;
    this.op = op;
    this.operands = List.copyOf(operands);
    this.result = result;
  }

  void write(String kernel) {
    List<Expression> shape = result.shape();
    int rank = shape.size();
    boolean batch = op.kind() == NormalizationKind.BATCH;
    boolean last = op.kind().trailing();
    String inner = NaiveProgram.product(shape.subList(last ? rank - op.trailing() : 2, rank));
    pointers();
    add("n", length(shape, inner));
    if (batch) {
      add("groups", NaiveProgram.product(shape.subList(1, 2)));
      add("inner", inner);
    }
    if (operands.size() > 1 && !last) {
      add("spatial", inner);
      add("channels", shape.get(1).toString());
    }
    boolean rms = op.kind() == NormalizationKind.RMS;
    program.kernel(
        KERNEL,
        "$mean",
        rms ? "" : MEAN,
        "$name",
        kernel,
        "$parameters",
        String.join(", ", parameters),
        "$element",
        batch ? "(j / inner * groups + group) * inner + j % inner" : "group * n + j",
        "$less",
        rms ? "" : " - mean",
        "$loaded",
        type.load(result.dtype(), "in[i]"),
        "$weight",
        scaled(last ? "j" : "i / spatial % channels"),
        "$stored",
        type.store(result.dtype(), "x"),
        "$rsqrt",
        type.function("rsqrt"),
        "$eps",
        type.literal(op.eps()),
        "$blockSum",
        program.blockReduction(Fold.SUM, type),
        "$zero",
        type.literal(0),
        "$T",
        type.typeName());
    program.launch(kernel, groups(shape), "256", arguments);
  }

  private void add(String parameter, String argument) {
    parameters.add("$I " + parameter);
    arguments.add(argument);
  }

  private void pointers() {
    List<String> names = List.of("in", "weight", "bias");
    for (int i = 0; i < operands.size(); i++) {
      parameters.add("const " + result.dtype().cudaName() + "* " + names.get(i));
      arguments.add(operands.get(i).name());
    }
    parameters.add(result.dtype().cudaName() + "* out");
    arguments.add(result.name());
  }

  private String scaled(String channel) {
    String weight = type.load(result.dtype(), "weight[" + channel + "]");
    String bias = type.load(result.dtype(), "bias[" + channel + "]");
    return (operands.size() > 1 ? " * " + weight : "") + (operands.size() > 2 ? " + " + bias : "");
  }

  private String length(List<Expression> shape, String inner) {
    String channels = NaiveProgram.product(shape.subList(1, 2));
    return switch (op.kind()) {
      case BATCH -> NaiveProgram.product(shape.subList(0, 1)) + " * " + inner;
      case GROUP ->
          channels + " / " + NaiveProgram.product(List.of(op.groups())) + " * (" + inner + ")";
      case INSTANCE, LAYER, RMS -> inner;
    };
  }

  private String groups(List<Expression> shape) {
    return switch (op.kind()) {
      case BATCH -> NaiveProgram.product(shape.subList(1, 2));
      case INSTANCE -> NaiveProgram.product(shape.subList(0, 2));
      case GROUP -> NaiveProgram.product(List.of(shape.get(0), op.groups()));
      case LAYER, RMS -> NaiveProgram.product(shape.subList(0, shape.size() - op.trailing()));
    };
  }
}
