package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.PoolKind;
import dev.warpsmith.kernels.TensorSpec;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the kernel of a pool: one thread for each element of the result, which loops over its
 * window.
 */
final class NaivePool {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name($parameters) {
        $I i = $first;
        if (i < n) {
      $places$begins    $T value = $initial;
      $loops    out[i] = $stored;
        }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final TensorSpec source;
  private final TensorSpec result;

  NaivePool(NaiveProgram program, CudaScalar type, TensorSpec source, TensorSpec result) {
    this.program = program;
    this.type = type;
    this.source = source;
    this.result = result;
  }

  void write(String kernel, Op.Pool op) {
    StringBuilder begins = new StringBuilder();
    for (int dim = 0; dim < op.rank(); dim++) {
      String stride = times(op.stride().get(dim));
      int padding = op.padding().get(dim);
      begins.append(
          "    $I b%d = o%d%s%s;\n"
              .formatted(dim, dim, stride, padding == 0 ? "" : " - " + padding));
      if (op.kind() == PoolKind.MEAN) {
        begins.append(counted(op, dim));
      }
    }
    write(
        kernel,
        op.kind(),
        op.rank(),
        begins.toString(),
        dim -> "" + op.window().get(dim),
        dim -> times(op.dilation().get(dim)));
  }

  /** How many places of a window's dim count in the mean. */
  private static String counted(Op.Pool op, int dim) {
    int window = op.window().get(dim);
    int padding = op.padding().get(dim);
    if (!op.lastMayEndOutside() && (padding == 0 || op.countsPadding())) {
      return "    $I c%d = %d;\n".formatted(dim, window);
    }
    String template =
        op.countsPadding()
            ? "    $I c$d = (b$d + $w < in$d + $p ? b$d + $w : in$d + $p) - b$d;\n"
            : "    $I c$d = (b$d + $w < in$d ? b$d + $w : in$d) - (b$d < 0 ? 0 : b$d);\n";
    return NaiveProgram.fill(template, "$d", "" + dim, "$w", "" + window, "$p", "" + padding);
  }

  void write(String kernel, Op.AdaptivePool op) {
    StringBuilder begins = new StringBuilder();
    for (int dim = 0; dim < op.rank(); dim++) {
      begins.append(
          NaiveProgram.fill(
              """
                  $I b$d = o$d * in$d / out$d;
                  $I c$d = ((o$d + 1) * in$d + out$d - 1) / out$d - b$d;
              """,
              "$d",
              "" + dim));
    }
    write(kernel, op.kind(), op.rank(), begins.toString(), dim -> "c" + dim, dim -> "");
  }

  private interface Text {
    String of(int dim);
  }

  private void write(
      String kernel, PoolKind kind, int rank, String begins, Text length, Text dilation) {
    NaiveWindow window = new NaiveWindow(rank);
    String count = NaiveProgram.product(result.shape());
    window
        .add("const " + source.dtype().cudaName() + "* in", source.name())
        .add(result.dtype().cudaName() + "* out", result.name())
        .add("$I n", count)
        .lengths("in", source)
        .lengths("out", result);
    boolean max = kind == PoolKind.MAX;
    String counted =
        IntStream.range(0, rank).mapToObj(d -> "c" + d).collect(Collectors.joining(" * "));
    program.kernel(
        KERNEL,
        "$name",
        kernel,
        "$parameters",
        window.parameters(),
        "$places",
        window.places(),
        "$begins",
        begins,
        "$initial",
        type.literal(max ? Double.NEGATIVE_INFINITY : 0),
        "$loops",
        loops(window, max ? Fold.MAX : Fold.SUM, rank, length, dilation),
        "$stored",
        type.store(
            result.dtype(), max ? "value" : "value / (" + type.typeName() + ") (" + counted + ")"),
        "$T",
        type.typeName());
    program.launch(kernel, "ceildiv(" + count + ", 256)", "256", window.arguments());
  }

  private String loops(NaiveWindow window, Fold fold, int rank, Text length, Text dilation) {
    StringBuilder text = new StringBuilder();
    String indent = "    ";
    for (int dim = 0; dim < rank; dim++) {
      text.append(
          NaiveProgram.fill(
              """
              $tfor ($I t$d = 0; t$d < $l; t$d++) {
              $t  $I x$d = b$d + t$d$s;
              $t  if (x$d >= 0 && x$d < in$d) {
              """,
              "$d",
              "" + dim,
              "$t",
              indent,
              "$l",
              length.of(dim),
              "$s",
              dilation.of(dim)));
      indent += "    ";
    }
    String element = "in[" + window.position("rest", "x", "in") + "]";
    text.append(indent + "$T x = " + type.load(source.dtype(), element) + ";\n");
    text.append(indent + "value = " + fold.combined("value", "x", type) + ";\n");
    for (int dim = 0; dim < rank; dim++) {
      text.append(indent.substring(2)).append("}\n");
      text.append(indent.substring(4)).append("}\n");
      indent = indent.substring(4);
    }
    return text.toString();
  }

  private static String times(int factor) {
    return factor == 1 ? "" : " * " + factor;
  }
}
