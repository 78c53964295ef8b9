package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.LossReduction;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.NormalizationKind;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.graph.PoolKind;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes losses, normalizations, adaptive pools and attention as the operators that schedules know,
 * so that they fuse with what is around them. The rest of a graph stays as it is.
 */
final class Expansion {
  private static final SourcePosition HERE = new SourcePosition("expansion", 1, 1);
  private static final Set<DType> COMPUTED = EnumSet.of(DType.F32, DType.F16, DType.BF16);

  /**
   * Elements of a row from which on an SM keeps it neither in registers nor in shared memory, so
   * that each pass over it reads it again.
   */
  private static final long LONG = 1 << 16;

  private final OpGraph graph;
  private final Bindings full;
  private final Node node;
  private final String name;
  private final List<String> operands;
  private final List<Node> views = new ArrayList<>();

  private Expansion(OpGraph graph, Bindings full, Node node) {
    this.graph = graph;
    this.full = full;
    this.node = node;
    this.name = node.name();
    this.operands = node.operands().stream().map(Object::toString).toList();
  }

  /**
   * Returns the expanded graph, or the same one where a name that it needs is taken.
   *
   * @param full the full size
   */
  static OpGraph of(OpGraph graph, Bindings full) {
    List<String> lines = new ArrayList<>();
    List<Node> views = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Expansion expansion = new Expansion(graph, full, node);
      lines.addAll(expansion.lines());
      views.addAll(expansion.views);
    }
    if (lines.size() == graph.nodes().size() && graph.toString().equals(String.join("\n", lines))) {
      return graph;
    }
    List<TensorSpec> inputs = new ArrayList<>(graph.inputs());
    views.forEach(view -> inputs.add(view.result()));
    try {
      OpGraph expanded =
          OpGraph.parse(
              inputs,
              graph.scalars(),
              lines.stream().map(line -> new SourceCursor(line, HERE)).toList(),
              graph.outputs().stream().map(output -> new SourceCursor(output, HERE)).toList());
      return new OpGraph(
          graph.inputs(), graph.scalars(), withViews(expanded.nodes(), views), graph.outputs());
    } catch (SourceException taken) {
      return graph;
    }
  }

  /** Puts each view before the first node that uses it. */
  private static List<Node> withViews(List<Node> nodes, List<Node> views) {
    List<Node> all = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    for (Node node : nodes) {
      for (Node view : views) {
        if (RegionDraft.values(node).contains(view.name()) && placed.add(view.name())) {
          all.add(view);
        }
      }
      all.add(node);
    }
    return all;
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

  private List<String> lines() {
    List<String> same = List.of(node.toString());
    if (!COMPUTED.contains(node.result().dtype())) {
      return same;
    }
    boolean exact = node.result().dtype() == DType.F32; // sums in scratch keep their digits
    if (exact && cube()) {
      return List.of("%s = mul(square(%s), %s)".formatted(name, operands.get(0), operands.get(0)));
    }
    if (exact && node.op() instanceof Op.PairLoss loss) {
      return List.of(name + " = " + pairLoss(loss));
    }
    if (exact && node.op() instanceof Op.RowLoss loss) {
      return rowLoss(loss);
    }
    if (node.op() instanceof Op.Attention attention && !attention.causal()) {
      return List.of(attention(attention));
    }
    if (node.op() instanceof Op.AdaptivePool pool) {
      return adaptivePool(pool).map(List::of).orElse(same);
    }
    if (node.op() instanceof Op.Normalization normalization && along(normalization) > 0) {
      return normalization(normalization, along(normalization));
    }
    if (node.op() instanceof Op.Normalization normalization && exact) {
      return byChannel(normalization);
    }
    return same;
  }

  /** Tells whether this is a power of 3, which PyTorch multiplies, too. */
  private boolean cube() {
    return node.op() instanceof Op.Pointwise pointwise
        && pointwise.function() == PointwiseFunction.POW
        && node.operands().get(1).equals(new Operand.Constant(3));
  }

  /** The terms are the operator of the same name without a reduction. */
  private String pairLoss(Op.PairLoss loss) {
    Node terms =
        new Node(
            node.result(), new Op.Pointwise(loss.function(), loss.parameters()), node.operands());
    String text = terms.toString();
    String call = text.substring(text.indexOf('=') + 2);
    return switch (loss.reduction()) {
      case NONE -> call;
      case SUM -> "sum(" + call + ")";
      case MEAN -> "mean(" + call + ")";
      case BATCHMEAN -> "mean(" + sumOfEach(call) + ")";
    };
  }

  private String sumOfEach(String call) {
    int rank = shape(0).size();
    String dims =
        IntStream.range(1, rank)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", ", dim=[", "]"));
    return rank == 1 ? call : "sum(" + call + dims + ")";
  }

  private List<Expression> shape(int operand) {
    return graph.spec(operands.get(operand)).shape();
  }

  private List<String> rowLoss(Op.RowLoss loss) {
    String terms =
        switch (loss.kind()) {
          // The last term is 0, or NaN where a row's maximum is infinite, as in PyTorch.
          case CROSS_ENTROPY ->
              "add(sub(logsumexp($0, dim=1), gather($0, $1, dim=1)), mul(max($0, dim=1), 0))";
          case TRIPLET_MARGIN_LOSS ->
              "relu(add(sub(norm(add(sub($0, $1), $eps), dim=D),"
                  + " norm(add(sub($0, $2), $eps), dim=D)), $margin))";
          case COSINE_SIMILARITY ->
              "div(sum(mul($0, $1), dim=D), mul(clamp(norm($0, dim=D), min=$eps),"
                  + " clamp(norm($1, dim=D), min=$eps)))";
        };
    List<Double> parameters = loss.parameters();
    String text = terms.replace("dim=D", "dim=" + loss.dim());
    for (int i = 0; i < operands.size(); i++) {
      text = text.replace("$" + i, operands.get(i));
    }
    if (!parameters.isEmpty()) {
      text = text.replace("$eps", "" + parameters.get(parameters.size() - 1));
      text = text.replace("$margin", "" + parameters.get(0));
    }
    String reduced =
        loss.reduction() == LossReduction.NONE ? text : loss.reduction().word() + "(" + text + ")";
    return List.of(name + " = " + reduced);
  }

  private String attention(Op.Attention attention) {
    String scores = "matmul(%s, %s, transpose_b=true)".formatted(operands.get(0), operands.get(1));
    return "%s = matmul(softmax(mul(%s, %s), dim=-1), %s)"
        .formatted(name, scores, scale(attention), operands.get(2));
  }

  /** A length that is no number is the sum of as many ones; no tensor is read for it. */
  private String scale(Op.Attention attention) {
    List<Expression> q = shape(0);
    Expression depth = q.get(q.size() - 1);
    if (attention.scale().isPresent()) {
      return "" + attention.scale().get();
    }
    return depth.names().isEmpty()
        ? "" + 1 / Math.sqrt((double) depth.evaluate(Bindings.none()))
        : "rsqrt(sum(full_like(%s, fill_value=1), dim=-1, keepdim=true))"
            .formatted(operands.get(0));
  }

  /** One window is a reduction of the plane; windows of one size that do not overlap are a pool. */
  private Optional<String> adaptivePool(Op.AdaptivePool pool) {
    String text = name + " = %s(" + operands.get(0) + "%s)";
    if (pool.size().stream().allMatch(size -> size == 1)) {
      String word = pool.kind() == PoolKind.MEAN ? "mean" : "max";
      return Optional.of(text.formatted(word, dims(2)));
    }
    String word = pool.word().substring("adaptive_".length());
    return Shapes.literal(graph.spec(operands.get(0)), 2)
        .filter(lengths -> divisible(lengths, pool.size()))
        .map(lengths -> text.formatted(word, ", kernel_size=" + quotients(lengths, pool.size())));
  }

  private static boolean divisible(List<Integer> lengths, List<Integer> parts) {
    return IntStream.range(0, parts.size()).allMatch(k -> lengths.get(k) % parts.get(k) == 0);
  }

  private static List<Integer> quotients(List<Integer> lengths, List<Integer> parts) {
    return IntStream.range(0, parts.size()).mapToObj(k -> lengths.get(k) / parts.get(k)).toList();
  }

  /** Returns how many of the last dims are normalised together; 0 where it is not so. */
  private int along(Op.Normalization normalization) {
    boolean instance = normalization.kind() == NormalizationKind.INSTANCE && operands.size() == 1;
    return instance ? node.result().shape().size() - 2 : normalization.trailing();
  }

  private List<String> byChannel(Op.Normalization op) {
    return switch (op.kind()) {
      case BATCH -> batch(op);
      case GROUP -> operands.size() > 1 ? group(op) : List.of(node.toString());
      case INSTANCE -> instance(op);
      case LAYER, RMS -> List.of(node.toString());
    };
  }

  /**
   * The mean of a channel is that of its means in each sample, as these are of equal size; its
   * variance is the mean of those in each sample, and of the squares of how far their means lie.
   */
  private List<String> batch(Op.Normalization op) {
    String x = operands.get(0);
    boolean plane = shape(0).size() > 2;
    List<String> lines = new ArrayList<>();
    if (plane) {
      lines.addAll(moments(x, shape(0), 2));
    }
    String means = plane ? "$y_mean" : x;
    String squares = "square(sub(%s, $y_centre))".formatted(means);
    String variances = plane ? "add($y_variance, " + squares + ")" : squares;
    lines.add("$y_centre = mean(%s, dim=0, keepdim=true)".formatted(means));
    lines.add("$y_scale = rsqrt(add(mean(%s, dim=0, keepdim=true), $eps))".formatted(variances));
    lines.add(normalized(name + "_centre", name + "_scale"));
    return named(lines, op);
  }

  private List<String> instance(Op.Normalization op) {
    List<String> lines = new ArrayList<>(statistics(operands.get(0), shape(0), 2));
    lines.add(normalized(name + "_mean", name + "_scale"));
    return named(lines, op);
  }

  /** The channels of a group lie side by side, so that a view has them in dims of their own. */
  private List<String> group(Op.Normalization op) {
    List<Expression> x = shape(0);
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
    return named(lines, op);
  }

  /** Returns lines that find {@code $y_mean} and {@code $y_scale} of what lies behind some dims. */
  private List<String> statistics(String x, List<Expression> shape, int first) {
    if (longRows(shape, first) && stored(operands.get(0))) {
      List<String> lines = new ArrayList<>(moments(x, shape, first));
      lines.add("$y_scale = rsqrt(add($y_variance, $eps))");
      return lines;
    }
    String dims = dims(first, shape.size());
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
    String dims = dims(first, shape.size());
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

  /** Tells whether rows are so long that a second pass over them reads them again. */
  private boolean longRows(List<Expression> shape, int first) {
    return product(shape, first).evaluate(full) > LONG;
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

  private List<String> named(List<String> lines, Op.Normalization op) {
    return lines.stream()
        .map(line -> line.replace("$y", name).replace("$eps", "" + op.eps()))
        .toList();
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
    int spatial = shape(0).size() - 2;
    if (spatial == 0) {
      return operands.get(operand);
    }
    List<Expression> shape = new ArrayList<>(shape(operand));
    for (int i = 0; i < spatial; i++) {
      shape.add(Expression.of(1));
    }
    return view(suffix, operands.get(operand), graph.spec(operands.get(operand)).dtype(), shape);
  }

  private String dims(int first) {
    return dims(first, shape(0).size());
  }

  private static String dims(int first, int end) {
    return IntStream.range(first, end)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", ", dim=[", "], keepdim=true"));
  }

  private List<String> normalization(Op.Normalization op, int along) {
    List<Expression> shape = shape(0);
    int first = shape.size() - along;
    String x = operands.get(0);
    List<String> lines = new ArrayList<>();
    if (op.kind() == NormalizationKind.RMS) {
      lines.add(scale(x, first));
    } else if (longRows(shape, first) && stored(x)) {
      lines.addAll(statistics(x, shape, first));
      x = "sub(" + x + ", $y_mean)";
    } else {
      lines.add("$y_centred = sub(%s, mean(%s%s))".formatted(x, x, dims(first)));
      x = "$y_centred";
      lines.add(scale(x, first));
    }
    String y = "mul(" + x + ", $y_scale)";
    y = operands.size() > 1 ? "mul(" + y + ", " + operands.get(1) + ")" : y;
    lines.add("$y = " + (operands.size() > 2 ? "add(" + y + ", " + operands.get(2) + ")" : y));
    return named(lines, op);
  }

  private String scale(String x, int first) {
    return "$y_scale = rsqrt(add(mean(square(%s)%s), $eps))".formatted(x, dims(first));
  }
}
