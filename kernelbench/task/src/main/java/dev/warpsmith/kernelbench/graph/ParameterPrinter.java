package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Writes parameters in the textual form; those that have their initial value are left out. */
final class ParameterPrinter implements Reindexing.Visitor<List<String>> {
  private final List<String> written = new ArrayList<>();

  List<String> written() {
    return written;
  }

  ParameterPrinter add(String name, Object value) {
    written.add(name + "=" + value);
    return this;
  }

  ParameterPrinter changed(String name, Object value, Object initial) {
    return value.equals(initial) ? this : add(name, value);
  }

  ParameterPrinter number(String name, double value, double initial) {
    return value == initial ? this : add(name, Numbers.text(value));
  }

  ParameterPrinter numbers(List<Parameter> parameters, List<Double> values) {
    for (int i = 0; i < values.size(); i++) {
      number(parameters.get(i).name(), values.get(i), parameters.get(i).initial());
    }
    return this;
  }

  /** Adds a value for each spatial dim, or one where all are alike. */
  ParameterPrinter spatial(String name, List<Integer> values, List<Integer> initial) {
    return values.equals(initial) ? this : add(name, spatial(values));
  }

  ParameterPrinter spatial(String name, List<Integer> values, int initial) {
    return spatial(name, values, Collections.nCopies(values.size(), initial));
  }

  private static String spatial(List<Integer> values) {
    return values.stream().distinct().count() == 1
        ? values.get(0).toString()
        : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  List<String> convolution(Op.Convolution op) {
    return spatial("stride", op.stride(), 1)
        .spatial("padding", op.padding(), 0)
        .spatial("output_padding", op.outputPadding(), 0)
        .changed("groups", op.groups(), Expression.of(1))
        .spatial("dilation", op.dilation(), 1)
        .written();
  }

  List<String> pool(Op.Pool op) {
    add("kernel_size", spatial(op.window()));
    return spatial("stride", op.stride(), op.window())
        .spatial("padding", op.padding(), 0)
        .spatial("dilation", op.dilation(), 1)
        .changed("ceil_mode", op.lastMayEndOutside(), false)
        .changed("count_include_pad", op.countsPadding(), true)
        .written();
  }

  List<String> adaptivePool(Op.AdaptivePool op) {
    return add("output_size", spatial(op.size())).written();
  }

  List<String> normalization(Op.Normalization op, List<Expression> shape) {
    if (op.kind().trailing()) {
      add("normalized_shape", shape.subList(shape.size() - op.trailing(), shape.size()));
    }
    if (op.kind() == NormalizationKind.GROUP) {
      add("num_groups", op.groups());
    }
    double initial = op.kind() == NormalizationKind.RMS ? Double.NaN : 1e-5;
    return number("eps", op.eps(), initial).written();
  }

  List<String> attention(Op.Attention op) {
    changed("is_causal", op.causal(), false);
    op.scale().ifPresent(scale -> add("scale", Numbers.text(scale)));
    return written();
  }

  List<String> recurrence(Op.Recurrence op) {
    return changed("reverse", op.reverse(), false).changed("cell", op.cell(), false).written();
  }

  List<String> pairLoss(Op.PairLoss op) {
    return loss(op.function(), op.parameters())
        .changed("reduction", "'" + op.reduction().word() + "'", "'mean'")
        .written();
  }

  ParameterPrinter loss(PointwiseFunction function, List<Double> parameters) {
    return numbers(function.parameters(), parameters)
        .changed("log_target", function == PointwiseFunction.KL_DIV_LOG, false);
  }

  List<String> rowLoss(Op.RowLoss op) {
    if (op.kind() == RowLossKind.COSINE_SIMILARITY) {
      return add("dim", op.dim()).numbers(op.kind().parameters(), op.parameters()).written();
    }
    return numbers(op.kind().parameters(), op.parameters())
        .changed("reduction", "'" + op.reduction().word() + "'", "'mean'")
        .written();
  }

  @Override
  public List<String> flip(Reindexing.Flip flip) {
    return add("dims", flip.dims()).written();
  }

  @Override
  public List<String> narrow(Reindexing.Narrow narrow) {
    return add("dim", narrow.dim())
        .add("start", narrow.start())
        .add("length", narrow.length())
        .written();
  }

  @Override
  public List<String> select(Reindexing.Select select) {
    return add("dim", select.dim()).add("index", select.index()).written();
  }

  @Override
  public List<String> triangle(Reindexing.Triangle triangle) {
    return changed("diagonal", triangle.diagonal(), 0).written();
  }

  @Override
  public List<String> diagonal(Reindexing.Diagonal diagonal) {
    return written();
  }

  @Override
  public List<String> expand(Reindexing.Expand expand) {
    return add("shape", expand.shape()).written();
  }
}
