package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.NormalizationKind;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a normalization as reductions and what is pointwise, for {@link Expansion}. In its lines
 * {@code $y} stands for the result's name, {@code $eps} for the constant.
 */
final class NormalizationLines {
  /**
   * Elements of a row from which on an SM keeps it neither in registers nor in shared memory, so
   * that each pass over it reads it again.
   */
  private static final long LONG = 1 << 16;

  private final OpGraph graph;
  private final Bindings full;
  private final Node node;
  private final Op.Normalization op;
  private final List<Node> views;
  private final String name;
  private final List<String> operands;
  private final List<Expression> whole;

  /**
   * Prepares the lines.
   *
   * @param full the full size
   * @param views receives the reshapes that the lines use
   */
  NormalizationLines(
      OpGraph graph, Bindings full, Node node, Op.Normalization op, List<Node> views) {
    this.graph = graph;
    this.full = full;
    this.node = node;
    this.op = op;
    this.views = views;
    this.name = node.name();
    this.operands = node.operands().stream().map(Object::toString).toList();
    this.whole = graph.spec(operands.get(0)).shape();
  }

  /** Returns the lines; empty where the operator is to stay as it is. */
  Optional<List<String>> text() {
    List<String> lines = lines();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            lines.stream()
                .map(line -> line.replace("$y", name).replace("$eps", "" + op.eps()))
                .toList());
  }

  private List<String> lines() {
    if (along() > 0) {
      return alongLast(along());
    }
    if (node.result().dtype() != DType.F32) {
      return List.of(); // sums in scratch keep their digits
    }
    return switch (op.kind()) {
      case BATCH -> batch();
      case GROUP -> operands.size() > 1 ? group() : List.of();
      case INSTANCE -> instance();
      case LAYER, RMS -> List.of();
    };
  }

  /** Returns how many of the last dims are normalised together; 0 where it is not so. */
  private int along() {
    boolean instance = op.kind() == NormalizationKind.INSTANCE && operands.size() == 1;
    return instance ? node.result().shape().size() - 2 : op.trailing();
  }

  /**
   * The mean of a channel is that of its means in each sample, as these are of equal size; its
   * variance is the mean of those in each sample, and of the squares of how far their means lie.
   */
  private List<String> batch() {
    String x = operands.get(0);
    boolean plane = whole.size() > 2;
    List<String> lines = new ArrayList<>();
    if (plane) {
      lines.addAll(moments(x, whole, 2));
    }
    String means = plane ? "$y_mean" : x;
    String squares = "square(sub(%s, $y_centre))".formatted(means);
    String variances = plane ? "add($y_variance, " + squares + ")" : squares;
    lines.add("$y_centre = mean(%s, dim=0, keepdim=true)".formatted(means));
    lines.add("$y_scale = rsqrt(add(mean(%s, dim=0, keepdim=true), $eps))".formatted(variances));
    lines.add(normalized(name + "_centre", name + "_scale"));
    return lines;
  }

  private List<String> instance() {
    List<String> lines = new ArrayList<>(statistics(operands.get(0), whole, 2));
    lines.add(normalized(name + "_mean", name + "_scale"));
    return lines;
  }

  /** The channels of a group lie side by side, so that a view has them in dims of their own. */
  private List<String> group() {
    List<Expression> x = whole;
    Expression each = Expression.parse("(" + x.get(1) + ") / (" + op.groups() + ")");
    List<Expression> grouped = new ArrayList<>(List.of(x.get(0), op.groups(), each));
    grouped.addAll(x.subList(2, x.size()));
    DType type = node.result().dtype();
    String groups = view("_groups", operands.get(0), type, grouped);
    List<String> lines = new ArrayList<>(statistics(groups, grouped, 2));
    String weight = view("_by_group", operands.get(1), type, List.of(op.groups(), each));
    List<Expression> one = List.of(x.get(0), op.groups(), Expression.of(1));
    String mean = view("_mean_of", name + "_mean", type, one);
    String scale = view("_scale_of", name + "_scale", type, one);
    lines.add("$y_means = add(zeros_like(%s), %s)".formatted(weight, mean));
    lines.add("$y_scales = add(zeros_like(%s), %s)".formatted(weight, scale));
    List<Expression> channels = ones(x, 2);
    String means = view("_means_view", name + "_means", type, channels);
    String scales = view("_scales_view", name + "_scales", type, channels);
    lines.add(normalized(means, scales));
    return lines;
  }

  /** Returns lines that find {@code $y_mean} and {@code $y_scale} of what lies behind some dims. */
  private List<String> statistics(String x, List<Expression> shape, int first) {
    if (onePass(shape, first)) {
      List<String> lines = new ArrayList<>(moments(x, shape, first));
      lines.add("$y_scale = rsqrt(add($y_variance, $eps))");
      return lines;
    }
    String dims = Expansion.dims(first, shape.size());
    return List.of(
        "$y_mean = mean(%s%s)".formatted(x, dims),
        "$y_scale = rsqrt(add(mean(square(sub(%s, $y_mean))%s), $eps))".formatted(x, dims));
  }

  /**
   * Returns lines that find {@code $y_mean} and {@code $y_variance} of what lies behind some dims
   * in one pass: of distances from an element in the middle, so that little is lost where the
   * variance is small beside the mean (Chan, Golub and LeVeque 1983, "Algorithms for Computing the
   * Sample Variance"). At the edges may be padding.
   */
  private List<String> moments(String x, List<Expression> shape, int first) {
    String dims = Expansion.dims(first, shape.size());
    return List.of(
        "$y_shift = narrow(%s, dim=%d, start=%s, length=1)"
            .formatted(rows(x, shape, first), first, middle(shape, first)),
        "$y_apart = sub(%s, $y_shift)".formatted(x),
        "$y_step = mean($y_apart%s)".formatted(dims),
        "$y_mean = add($y_shift, $y_step)",
        "$y_variance = clamp(sub(mean(square($y_apart)%s), square($y_step)), min=0)"
            .formatted(dims));
  }

  /** Returns what lies behind some dims in one, with as many dims as before. */
  private String rows(String x, List<Expression> shape, int first) {
    if (first == shape.size() - 1) {
      return x;
    }
    List<Expression> rows = ones(shape, first);
    rows.set(first, product(shape, first));
    return view("_rows", operands.get(0), node.result().dtype(), rows);
  }

  /** Returns a place in rows that is in the middle of the last dim and of those before it. */
  private static Expression middle(List<Expression> shape, int first) {
    Expression last = shape.get(shape.size() - 1);
    String place =
        first == shape.size() - 1 ? "(%2$s) / 2" : "min(%1$s / 2 + (%2$s) / 2, %1$s - 1)";
    return Expression.parse(place.formatted(product(shape, first), last));
  }

  /** Tells whether rows are in memory, and so long that a second pass reads them again. */
  private boolean onePass(List<Expression> rows, int first) {
    return product(rows, first).evaluate(full) > LONG && stored(operands.get(0));
  }

  /** Tells whether a value is in memory, and not computed where it is needed. */
  private boolean stored(String value) {
    Optional<Node> producer = graph.node(value);
    return producer.isEmpty()
        || !(producer.get().op() instanceof Op.Pointwise)
        || RegionDraft.values(producer.get()).stream()
            .anyMatch(operand -> graph.node(operand).isPresent() && stored(operand));
  }

  /** Returns the product of the lengths from one on. */
  private static Expression product(List<Expression> shape, int first) {
    return Expression.parse(
        shape.subList(first, shape.size()).stream()
            .map(length -> "(" + length + ")")
            .collect(Collectors.joining(" * ")));
  }

  /** Returns a shape whose lengths from one on are 1. */
  private static List<Expression> ones(List<Expression> shape, int first) {
    List<Expression> ones = new ArrayList<>(shape.subList(0, first));
    shape.subList(first, shape.size()).forEach(length -> ones.add(Expression.of(1)));
    return ones;
  }

  private String normalized(String mean, String scale) {
    String y = "mul(sub(%s, %s), %s)".formatted(operands.get(0), mean, scale);
    y = operands.size() > 1 ? "mul(" + y + ", " + byChannel("_weight", 1) + ")" : y;
    return name
        + " = "
        + (operands.size() > 2 ? "add(" + y + ", " + byChannel("_bias", 2) + ")" : y);
  }

  /** Returns an operand of a value per channel in a shape that broadcasts along the others. */
  private String byChannel(String suffix, int operand) {
    int spatial = whole.size() - 2;
    if (spatial == 0) {
      return operands.get(operand);
    }
    List<Expression> shape = new ArrayList<>(graph.spec(operands.get(operand)).shape());
    for (int i = 0; i < spatial; i++) {
      shape.add(Expression.of(1));
    }
    return view(suffix, operands.get(operand), graph.spec(operands.get(operand)).dtype(), shape);
  }

  private List<String> alongLast(int along) {
    int first = whole.size() - along;
    String x = operands.get(0);
    List<String> lines = new ArrayList<>();
    if (op.kind() == NormalizationKind.RMS) {
      lines.add(scale(x, first));
    } else if (onePass(whole, first)) {
      lines.addAll(statistics(x, whole, first));
      x = "sub(" + x + ", $y_mean)";
    } else {
      lines.add("$y_centred = sub(%s, mean(%s%s))".formatted(x, x, dims(first)));
      x = "$y_centred";
      lines.add(scale(x, first));
    }
    String y = "mul(" + x + ", $y_scale)";
    y = operands.size() > 1 ? "mul(" + y + ", " + operands.get(1) + ")" : y;
    lines.add("$y = " + (operands.size() > 2 ? "add(" + y + ", " + operands.get(2) + ")" : y));
    return lines;
  }

  private String scale(String x, int first) {
    return "$y_scale = rsqrt(add(mean(square(%s)%s), $eps))".formatted(x, dims(first));
  }

  /**
   * Adds a reshape whose lengths need not be proven equal symbolically, such as {@code c / 8 * 8}
   * to {@code c}, and returns its name.
   */
  private String view(String suffix, String source, DType dtype, List<Expression> shape) {
    TensorSpec result = new TensorSpec(name + suffix, dtype, shape);
    views.add(new Node(result, new Op.Reshape(shape), List.of(new Operand.Value(source))));
    return result.name();
  }

  private String dims(int first) {
    return Expansion.dims(first, whole.size());
  }
}
