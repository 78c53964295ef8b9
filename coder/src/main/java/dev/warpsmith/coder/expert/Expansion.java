package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.LossReduction;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.NormalizationKind;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes losses, normalizations along the last dims and attention as the operators that schedules
 * know, so that they fuse with what is around them. The rest of a graph stays as it is.
 */
final class Expansion {
  private static final SourcePosition HERE = new SourcePosition("expansion", 1, 1);
  private static final Set<DType> COMPUTED = EnumSet.of(DType.F32, DType.F16, DType.BF16);

  private final OpGraph graph;
  private final Node node;
  private final String name;
  private final List<String> operands;

  private Expansion(OpGraph graph, Node node) {
    this.graph = graph;
    this.node = node;
    this.name = node.name();
    this.operands = node.operands().stream().map(Object::toString).toList();
  }

  /** Returns the expanded graph, or the same one where a name that it needs is taken. */
  static OpGraph of(OpGraph graph) {
    List<String> lines = new ArrayList<>();
    graph.nodes().forEach(node -> lines.addAll(new Expansion(graph, node).lines()));
    if (lines.size() == graph.nodes().size() && graph.toString().equals(String.join("\n", lines))) {
      return graph;
    }
    try {
      return OpGraph.parse(
          graph.inputs(),
          graph.scalars(),
          lines.stream().map(line -> new SourceCursor(line, HERE)).toList(),
          graph.outputs().stream().map(output -> new SourceCursor(output, HERE)).toList());
    } catch (SourceException taken) {
      return graph;
    }
  }

  private List<String> lines() {
    List<String> same = List.of(node.toString());
    if (!COMPUTED.contains(node.result().dtype())) {
      return same;
    }
    boolean exact = node.result().dtype() == DType.F32; // sums in scratch keep their digits
    if (exact && node.op() instanceof Op.PairLoss loss) {
      return List.of(name + " = " + pairLoss(loss));
    }
    if (exact && node.op() instanceof Op.RowLoss loss) {
      return rowLoss(loss);
    }
    if (node.op() instanceof Op.Attention attention && !attention.causal()) {
      return attention(attention).map(List::of).orElse(same);
    }
    if (node.op() instanceof Op.Normalization normalization && along(normalization) > 0) {
      return normalization(normalization, along(normalization));
    }
    return same;
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
              "relu(add(sub(norm(add(sub($0, $1), EPS), dim=D),"
                  + " norm(add(sub($0, $2), EPS), dim=D)), MARGIN))";
          case COSINE_SIMILARITY ->
              "div(sum(mul($0, $1), dim=D), mul(clamp(norm($0, dim=D), min=EPS),"
                  + " clamp(norm($1, dim=D), min=EPS)))";
        };
    List<Double> parameters = loss.parameters();
    String text = terms.replace("dim=D", "dim=" + loss.dim());
    for (int i = 0; i < operands.size(); i++) {
      text = text.replace("$" + i, operands.get(i));
    }
    if (!parameters.isEmpty()) {
      text = text.replace("EPS", "" + parameters.get(parameters.size() - 1));
      text = text.replace("MARGIN", "" + parameters.get(0));
    }
    String reduced =
        loss.reduction() == LossReduction.NONE ? text : loss.reduction().word() + "(" + text + ")";
    return List.of(name + " = " + reduced);
  }

  /** The factor must be a number: given, or of a literal length. */
  private Optional<String> attention(Op.Attention attention) {
    List<Expression> q = shape(0);
    Expression depth = q.get(q.size() - 1);
    Optional<Double> root =
        depth.names().isEmpty()
            ? Optional.of(1 / Math.sqrt((double) depth.evaluate(Bindings.none())))
            : Optional.empty();
    return attention
        .scale()
        .or(() -> root)
        .map(
            scale ->
                "%s = matmul(softmax(mul(matmul(%s, %s, transpose_b=true), %s), dim=-1), %s)"
                    .formatted(name, operands.get(0), operands.get(1), scale, operands.get(2)));
  }

  /** Returns how many of the last dims are normalised together; 0 where it is not so. */
  private int along(Op.Normalization normalization) {
    boolean instance = normalization.kind() == NormalizationKind.INSTANCE && operands.size() == 1;
    return instance ? node.result().shape().size() - 2 : normalization.trailing();
  }

  private List<String> normalization(Op.Normalization op, int along) {
    int rank = node.result().shape().size();
    String dims =
        IntStream.range(rank - along, rank)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "dim=[", "], keepdim=true"));
    String x = operands.get(0);
    List<String> lines = new ArrayList<>();
    if (op.kind() != NormalizationKind.RMS) {
      lines.add("%s_centred = sub(%s, mean(%s, %s))".formatted(name, x, x, dims));
      x = name + "_centred";
    }
    lines.add(
        "%s_scale = rsqrt(add(mean(square(%s), %s), %s))".formatted(name, x, dims, "" + op.eps()));
    String y = "mul(" + x + ", " + name + "_scale)";
    y = operands.size() > 1 ? "mul(" + y + ", " + operands.get(1) + ")" : y;
    lines.add(name + " = " + (operands.size() > 2 ? "add(" + y + ", " + operands.get(2) + ")" : y));
    return lines;
  }
}
