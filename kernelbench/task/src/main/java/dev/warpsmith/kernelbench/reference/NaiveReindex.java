package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Reindexing;
import dev.warpsmith.kernelbench.graph.ShapeRules;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Writes the kernels that only move elements: one thread for each element of the result. */
final class NaiveReindex implements Reindexing.Visitor<String> {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name(const $S* in, $S* out, $I n$parameters) {
        $I i = $first;
        if (i < n) {
          out[i] = $source;
        }
      }
      """;

  private static final String CONCAT =
      """
      extern "C" __global__ void $name($pointers, $S* out, $I n, $I inner, $I length$lengths) {
        $I i = $first;
        if (i < n) {
          $I place = i / inner % length;
          $I outer = i / inner / length;
      $picks  }
      }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final TensorSpec source;
  private final TensorSpec result;
  private final StringBuilder parameters = new StringBuilder();
  private final List<String> arguments = new ArrayList<>();

  NaiveReindex(NaiveProgram program, CudaScalar type, TensorSpec source, TensorSpec result) {
    this.program = program;
    this.type = type;
    this.source = source;
    this.result = result;
  }

  /** Writes a kernel that copies every element. */
  void copy(String kernel) {
    write(kernel, "in[i]");
  }

  void write(String kernel, Op.Reindex op) {
    write(kernel, op.reindexing().accept(this));
  }

  private void write(String kernel, String element) {
    String count = NaiveProgram.product(result.shape());
    program.kernel(
        KERNEL,
        "$name",
        kernel,
        "$S",
        result.dtype().cudaName(),
        "$parameters",
        parameters.toString(),
        "$source",
        element);
    List<String> all = new ArrayList<>(List.of(source.name(), result.name(), count));
    all.addAll(arguments);
    program.launch(kernel, "ceildiv(" + count + ", 256)", "256", all);
  }

  private String add(String name, String argument) {
    parameters.append(", $I ").append(name);
    arguments.add(argument);
    return name;
  }

  private String length(String name, int dim) {
    return add(name, source.shape().get(dim).toString());
  }

  private String zero() {
    return type.store(result.dtype(), type.literal(0));
  }

  /** Each flipped dim moves the element by its distance from the middle. */
  @Override
  public String flip(Reindexing.Flip flip) {
    StringBuilder position = new StringBuilder("i");
    for (int dim : flip.dims()) {
      String length = length("d" + dim, dim);
      String inner = add("inner" + dim, NaiveProgram.inner(source, dim));
      position.append(
          " + (%s - 1 - 2 * (i / %s %% %s)) * %s".formatted(length, inner, length, inner));
    }
    return "in[" + position + "]";
  }

  @Override
  public String narrow(Reindexing.Narrow narrow) {
    add("inner", NaiveProgram.inner(source, narrow.dim()));
    add("length", narrow.length().toString());
    length("all", narrow.dim());
    add("start", narrow.start().toString());
    return "in[(i / inner / length * all + start + i / inner % length) * inner + i % inner]";
  }

  @Override
  public String select(Reindexing.Select select) {
    add("inner", NaiveProgram.inner(source, select.dim()));
    length("all", select.dim());
    add("place", select.index().toString());
    return "in[(i / inner * all + place) * inner + i % inner]";
  }

  @Override
  public String triangle(Reindexing.Triangle triangle) {
    int rank = source.shape().size();
    length("columns", rank - 1);
    length("rows", rank - 2);
    return "i %% columns - i / columns %% rows %s %d ? in[i] : %s"
        .formatted(triangle.upper() ? ">=" : "<=", triangle.diagonal(), zero());
  }

  @Override
  public String diagonal(Reindexing.Diagonal diagonal) {
    length("columns", 0);
    return "i / columns == i % columns ? in[i / columns] : " + zero();
  }

  /** A dim that is repeated moves nothing. */
  @Override
  public String expand(Reindexing.Expand expand) {
    List<String> terms = new ArrayList<>();
    int added = result.shape().size() - source.shape().size();
    for (int dim = 0; dim < source.shape().size(); dim++) {
      if (!ShapeRules.isOne(source.shape().get(dim))) {
        String inner = add("inner" + dim, NaiveProgram.inner(result, dim + added));
        String stride = add("stride" + dim, NaiveProgram.inner(source, dim));
        terms.add("i / %s %% %s * %s".formatted(inner, length("d" + dim, dim), stride));
      }
    }
    return "in[" + (terms.isEmpty() ? "0" : String.join(" + ", terms)) + "]";
  }

  /** Writes the kernel that puts tensors one after the other. */
  static void concat(
      NaiveProgram program,
      String kernel,
      Op.Concat op,
      List<TensorSpec> operands,
      TensorSpec result) {
    String count = NaiveProgram.product(result.shape());
    String element = result.dtype().cudaName();
    List<String> pointers = new ArrayList<>();
    StringBuilder lengths = new StringBuilder();
    StringBuilder picks = new StringBuilder();
    List<String> arguments = new ArrayList<>();
    List<String> sizes = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Expression length = operands.get(i).shape().get(op.dim());
      boolean last = i == operands.size() - 1;
      pointers.add("const " + element + "* in" + i);
      arguments.add(operands.get(i).name());
      lengths.append(", $I n").append(i);
      sizes.add(length.toString());
      String pick = "out[i] = in$i[(outer * n$i + place) * inner + i % inner];\n";
      String text =
          last
              ? "    " + pick
              : "    if (place < n$i) {\n      "
                  + pick
                  + "      return;\n    }\n    place -= n$i;\n";
      picks.append(text.replace("$i", "" + i));
    }
    program.kernel(
        CONCAT,
        "$name",
        kernel,
        "$pointers",
        String.join(", ", pointers),
        "$S",
        element,
        "$lengths",
        lengths.toString(),
        "$picks",
        picks.toString());
    arguments.addAll(
        List.of(
            result.name(),
            count,
            NaiveProgram.inner(result, op.dim()),
            result.shape().get(op.dim()).toString()));
    arguments.addAll(sizes);
    program.launch(kernel, "ceildiv(" + count + ", 256)", "256", arguments);
  }
}
