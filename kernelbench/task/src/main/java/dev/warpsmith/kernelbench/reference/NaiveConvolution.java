package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.ShapeRules;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * Writes the kernel of a convolution or its transpose: one thread for each element of the result,
 * which loops over its inputs.
 */
final class NaiveConvolution {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name($parameters) {
        $I i = $first;
        if (i < n) {
      $places    $I c = rest % cout;
          $I sample = rest / cout;
          $I first = $firstInput;
          $T sum = $initial;
          for ($I j = 0; j < each; j++) {
      $loops    }
          out[i] = $stored;
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final Op.Convolution op;
  private final List<TensorSpec> operands;
  private final TensorSpec result;
  private final boolean grouped;

  NaiveConvolution(
      NaiveProgram program,
      CudaScalar type,
      Op.Convolution op,
      List<TensorSpec> operands,
      TensorSpec result) {
    this.program = program;
    this.type = type;
    this.op = op;
    this.operands = List.copyOf(operands);
    this.result = result;
    this.grouped = !ShapeRules.isOne(op.groups());
  }

  void write(String kernel) {
    NaiveWindow window = window();
    String count = NaiveProgram.product(result.shape());
    String bias = operands.size() > 2 ? type.load(result.dtype(), "bias[c]") : type.literal(0);
    program.kernel(
        KERNEL,
        "$name",
        kernel,
        "$parameters",
        window.parameters(),
        "$places",
        window.places(),
        "$firstInput",
        grouped ? "c / (cout / groups) * each" : "0",
        "$loops",
        loops(window),
        "$initial",
        bias,
        "$stored",
        type.store(result.dtype(), "sum"),
        "$T",
        type.typeName());
    program.launch(kernel, "ceildiv(" + count + ", 256)", "256", window.arguments());
  }

  private NaiveWindow window() {
    TensorSpec x = operands.get(0);
    TensorSpec weight = operands.get(1);
    String element = "const " + x.dtype().cudaName() + "* ";
    NaiveWindow window = new NaiveWindow(op.rank());
    window.add(element + "x", x.name()).add(element + "w", weight.name());
    if (operands.size() > 2) {
      window.add(element + "bias", operands.get(2).name());
    }
    window
        .add(result.dtype().cudaName() + "* out", result.name())
        .add("$I n", NaiveProgram.product(result.shape()))
        .add("$I cin", x.shape().get(1).toString())
        .add("$I cout", result.shape().get(1).toString());
    if (grouped) {
      window.add("$I groups", op.groups().toString());
    }
    String perGroup = NaiveProgram.product(x.shape().subList(1, 2));
    String groups = NaiveProgram.product(List.of(op.groups()));
    window.add("$I each", grouped ? perGroup + " / " + groups : perGroup);
    return window.lengths("in", x).lengths("out", result).lengths("k", weight);
  }

  private String loops(NaiveWindow window) {
    StringBuilder text = new StringBuilder();
    String indent = "      ";
    for (int dim = 0; dim < op.rank(); dim++) {
      text.append(indent).append(loop(dim));
      indent += "  ";
      text.append((op.transposed() ? spread(dim) : place(dim)).indent(indent.length()));
      indent += "  ";
    }
    String kernel = op.transposed() ? "((first + j) * $part + c % $part)" : "(c * each + j)";
    kernel = kernel.replace("$part", grouped ? "(cout / groups)" : "cout");
    String product =
        "sum += %s * %s;\n"
            .formatted(
                type.load(
                    result.dtype(),
                    "x[" + window.position("(sample * cin + first + j)", "x", "in") + "]"),
                type.load(result.dtype(), "w[" + window.position(kernel, "t", "k") + "]"));
    text.append(indent).append(product);
    for (int dim = 0; dim < op.rank(); dim++) {
      text.append(indent.substring(2)).append("}\n");
      text.append(indent.substring(4)).append("}\n");
      indent = indent.substring(4);
    }
    return text.toString();
  }

  /** Loops over the taps of a dim; where inputs are spread, over those that can meet one. */
  private String loop(int dim) {
    int stride = op.stride().get(dim);
    if (!op.transposed() || stride == 1 || dilated(dim)) {
      return "for ($I t%d = 0; t%d < k%d; t%d++) {\n".formatted(dim, dim, dim, dim);
    }
    return "for ($I t%d = (%s) %% %d; t%d < k%d; t%d += %d) {\n"
        .formatted(dim, padded(dim), stride, dim, dim, dim, stride);
  }

  private boolean dilated(int dim) {
    return op.dilation().get(dim) != 1;
  }

  private String padded(int dim) {
    int padding = op.padding().get(dim);
    return padding == 0 ? "o" + dim : "o" + dim + " + " + padding;
  }

  private String place(int dim) {
    String place =
        "o%d%s%s + t%d%s"
            .formatted(
                dim,
                times(op.stride().get(dim)),
                less(op.padding().get(dim)),
                dim,
                times(op.dilation().get(dim)));
    return "$I x%d = %s;\nif (x%d >= 0 && x%d < in%d) {".formatted(dim, place, dim, dim, dim);
  }

  private String spread(int dim) {
    int stride = op.stride().get(dim);
    String spread = padded(dim) + " - t" + dim + times(op.dilation().get(dim));
    if (stride == 1) {
      return "$I x%d = %s;\nif (x%d >= 0 && x%d < in%d) {".formatted(dim, spread, dim, dim, dim);
    }
    String divides = dilated(dim) ? "s%d %% %d == 0 && ".formatted(dim, stride) : "";
    return """
        $I s%d = %s;
        $I x%d = s%d / %d;
        if (s%d >= 0 && %sx%d < in%d) {"""
        .formatted(dim, spread, dim, dim, stride, dim, divides, dim, dim);
  }

  private static String times(int factor) {
    return factor == 1 ? "" : " * " + factor;
  }

  private static String less(int padding) {
    return padding == 0 ? "" : " - " + padding;
  }
}
