package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.LossReduction;
import dev.warpsmith.kernelbench.graph.Node;
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
    if (node.op() instanceof Op.Normalization normalization) {
      return new NormalizationLines(graph, full, node, normalization, views).text().orElse(same);
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
      return Optional.of(text.formatted(word, dims(2, shape(0).size())));
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

  /** Returns the argument that names dims, and keeps them. */
  static String dims(int first, int end) {
    return IntStream.range(first, end)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", ", dim=[", "], keepdim=true"));
  }
}
