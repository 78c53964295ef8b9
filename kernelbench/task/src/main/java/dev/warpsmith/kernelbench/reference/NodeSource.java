package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.LossReduction;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.NormalizedGroups;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.graph.ReductionKind;
import dev.warpsmith.kernels.Bindings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes the elements of a node from those of its operands. */
final class NodeSource implements Op.Visitor<ElementSource> {
  private final Node node;
  private final List<Tensor> operands;
  private final Layout result;
  private final Bindings dims;
  private final Deadline deadline;

  /** An operand's elements and their layout. */
  record Tensor(ElementSource source, Layout layout) {
    static Tensor constant(double value) {
      return new Tensor(index -> value, Layout.of(new long[0]));
    }
  }

  private NodeSource(
      Node node, List<Tensor> operands, Layout result, Bindings dims, Deadline deadline) {
    this.node = node;
    this.operands = operands;
    this.result = result;
    this.dims = dims;
    this.deadline = deadline;
  }

  static ElementSource of(
      Node node, Bindings dims, Function<Operand, Tensor> operands, Deadline deadline) {
    List<Tensor> tensors = node.operands().stream().map(operands).toList();
    Layout result = Layout.of(node.result().shape(dims));
    return node.op().accept(new NodeSource(node, tensors, result, dims, deadline));
  }

  @Override
  public ElementSource pointwise(Op.Pointwise op) {
    PointwiseFunction function = op.function();
    double[] parameters = op.parameters().stream().mapToDouble(p -> p).toArray();
    ElementSource[] sources = operands.stream().map(this::broadcast).toArray(ElementSource[]::new);
    if (sources.length == 1) {
      ElementSource only = sources[0];
      return index -> function.apply(new double[] {only.at(index)}, parameters);
    }
    return index -> {
      double[] values = new double[sources.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = sources[i].at(index);
      }
      return function.apply(values, parameters);
    };
  }

  private ElementSource broadcast(Tensor operand) {
    if (operand.layout().equals(result)) {
      return operand.source();
    }
    if (operand.layout().elements() == 1) {
      return index -> operand.source().at(0);
    }
    return index -> operand.source().at(result.broadcastIndex(index, operand.layout()));
  }

  @Override
  public ElementSource reduction(Op.Reduction op) {
    Tensor x = operands.get(0);
    ReducedElements reduced = ReducedElements.of(x.layout(), op.dims());
    return index -> reduce(op.kind(), x.source(), reduced, reduced.base(index));
  }

  private double reduce(ReductionKind kind, ElementSource x, ReducedElements reduced, long base) {
    return switch (kind) {
      case SUM -> fold(x, reduced, base, 0, (sum, value) -> sum + value);
      case MEAN -> fold(x, reduced, base, 0, (sum, value) -> sum + value) / reduced.count();
      case PROD -> fold(x, reduced, base, 1, (product, value) -> product * value);
      case NORM -> Math.sqrt(fold(x, reduced, base, 0, (sum, value) -> sum + value * value));
      case NORM1 -> fold(x, reduced, base, 0, (sum, value) -> sum + Math.abs(value));
      case MAX -> fold(x, reduced, base, Double.NEGATIVE_INFINITY, Math::max);
      case MIN -> fold(x, reduced, base, Double.POSITIVE_INFINITY, Math::min);
      case LOGSUMEXP -> {
        double max = fold(x, reduced, base, Double.NEGATIVE_INFINITY, Math::max);
        double shift = Double.isInfinite(max) ? 0 : max;
        yield Math.log(fold(x, reduced, base, 0, (sum, value) -> sum + Math.exp(value - shift)))
            + shift;
      }
    };
  }

  private double fold(
      ElementSource x,
      ReducedElements reduced,
      long base,
      double neutral,
      java.util.function.DoubleBinaryOperator combination) {
    double folded = neutral;
    for (long i = 0; i < reduced.count(); i++) {
      if ((i & 0xFFF) == 0) {
        deadline.check();
      }
      folded = combination.applyAsDouble(folded, x.at(base + reduced.offset(i)));
    }
    return folded;
  }

  @Override
  public ElementSource softmax(Op.Softmax op) {
    return softmax(operands.get(0), op.dim(), op.log());
  }

  private ElementSource softmax(Tensor x, int dim, boolean log) {
    ReducedElements row = ReducedElements.of(x.layout(), List.of(dim));
    ElementSource max = Memo.of(r -> reduce(ReductionKind.MAX, x.source(), row, row.base(r)));
    ElementSource sum =
        Memo.of(
            r -> {
              double shift = max.at(r);
              return fold(
                  x.source(), row, row.base(r), 0, (total, v) -> total + Math.exp(v - shift));
            });
    return index -> {
      long r = row.row(index);
      double shifted = x.source().at(index) - max.at(r);
      return log ? shifted - Math.log(sum.at(r)) : Math.exp(shifted) / sum.at(r);
    };
  }

  @Override
  public ElementSource matMul(Op.MatMul op) {
    ElementSource product =
        new MatrixProducts(op, operands.get(0), operands.get(1), result, deadline);
    if (operands.size() < 3) {
      return product;
    }
    ElementSource bias = operands.get(2).source();
    long columns = result.length(result.rank() - 1);
    return index -> product.at(index) + bias.at(index % columns);
  }

  @Override
  public ElementSource permute(Op.Permute op) {
    Tensor x = operands.get(0);
    return index -> {
      long position = 0;
      for (int dim = 0; dim < result.rank(); dim++) {
        position += result.coordinate(index, dim) * x.layout().stride(op.order().get(dim));
      }
      return x.source().at(position);
    };
  }

  @Override
  public ElementSource scan(Op.Scan op) {
    return new ScannedElements(op.kind(), operands.get(0), op.dim(), deadline);
  }

  @Override
  public ElementSource argReduction(Op.ArgReduction op) {
    Tensor x = operands.get(0);
    ReducedElements row = ReducedElements.of(x.layout(), List.of(op.dim()));
    return index -> {
      long base = row.base(index);
      double best = x.source().at(base);
      long found = 0;
      for (long i = 1; i < row.count(); i++) {
        if ((i & 0xFFF) == 0) {
          deadline.check();
        }
        double element = x.source().at(base + row.offset(i));
        if (op.kind().replaces(element, best)) {
          best = element;
          found = i;
        }
      }
      return found;
    };
  }

  @Override
  public ElementSource gather(Op.Gather op) {
    Tensor x = operands.get(0);
    ElementSource indices = operands.get(1).source();
    ReducedElements row = ReducedElements.of(x.layout(), List.of(op.dim()));
    return index -> {
      double at = indices.at(index);
      if (!(at >= 0 && at < row.count())) {
        throw new GatherIndexException(
            "%s: element %d of the index is %.0f, outside dim %d, which has %d elements; expected 0 to %d"
                .formatted(node, index, at, op.dim(), row.count(), row.count() - 1));
      }
      return x.source().at(row.base(index) + row.offset((long) at));
    };
  }

  @Override
  public ElementSource convolution(Op.Convolution op) {
    return new ConvolvedElements(
        op,
        operands.get(0),
        operands.get(1),
        operands.size() > 2 ? Optional.of(operands.get(2).source()) : Optional.empty(),
        result,
        op.groups().evaluate(dims),
        deadline);
  }

  @Override
  public ElementSource pool(Op.Pool op) {
    return PooledElements.of(op, operands.get(0), result);
  }

  @Override
  public ElementSource adaptivePool(Op.AdaptivePool op) {
    return PooledElements.of(op, operands.get(0), result);
  }

  @Override
  public ElementSource normalization(Op.Normalization op) {
    return new NormalizedElements(
        op,
        operands.get(0).source(),
        operands.stream().skip(1).map(Tensor::source).toList(),
        NormalizedGroups.of(op, node.result().shape(dims), op.groups().evaluate(dims)),
        deadline);
  }

  /** The scores and the maximum and sum of each of their rows are kept. */
  @Override
  public ElementSource attention(Op.Attention op) {
    Layout q = operands.get(0).layout();
    Layout k = operands.get(1).layout();
    Layout scores = result.with(result.rank() - 1, k.length(k.rank() - 2));
    ElementSource products =
        new MatrixProducts(
            new Op.MatMul(false, true), operands.get(0), operands.get(1), scores, deadline);
    double scale = op.scale().orElse(1 / Math.sqrt((double) q.length(q.rank() - 1)));
    int columns = scores.rank() - 1;
    ElementSource scaled =
        Memo.of(
            index -> {
              boolean hidden =
                  op.causal()
                      && scores.coordinate(index, columns) > scores.coordinate(index, columns - 1);
              return hidden ? Double.NEGATIVE_INFINITY : products.at(index) * scale;
            });
    ElementSource weights = softmax(new Tensor(scaled, scores), columns, false);
    return new MatrixProducts(
        new Op.MatMul(false, false),
        new Tensor(weights, scores),
        operands.get(2),
        result,
        deadline);
  }

  @Override
  public ElementSource pairLoss(Op.PairLoss op) {
    Tensor a = operands.get(0);
    Tensor b = operands.get(1);
    double[] parameters = op.parameters().stream().mapToDouble(p -> p).toArray();
    ElementSource terms =
        i -> op.function().apply(new double[] {a.source().at(i), b.source().at(i)}, parameters);
    return index -> total(terms, a.layout().elements(), op.reduction(), a.layout());
  }

  private double total(ElementSource terms, long count, LossReduction reduction, Layout operand) {
    ReducedElements all = ReducedElements.of(Layout.of(new long[] {count}), List.of(0));
    double sum = fold(terms, all, 0, 0, (total, term) -> total + term);
    return switch (reduction) {
      case NONE, SUM -> sum;
      case MEAN -> sum / count;
      case BATCHMEAN -> sum / operand.length(0);
    };
  }

  @Override
  public ElementSource rowLoss(Op.RowLoss op) {
    Layout x = operands.get(0).layout();
    ElementSource losses =
        new RowLosses(
            op,
            operands.stream().map(Tensor::source).toList(),
            ReducedElements.of(x, List.of(op.dim())),
            deadline);
    if (op.reduction() == LossReduction.NONE) {
      return losses;
    }
    long rows = x.length(op.dim()) == 0 ? 0 : x.elements() / x.length(op.dim());
    return index -> total(losses, rows, op.reduction(), x);
  }

  @Override
  public ElementSource recurrence(Op.Recurrence op) {
    return new RecurrentElements(op, operands, result, deadline);
  }

  @Override
  public ElementSource reshape(Op.Reshape op) {
    return operands.get(0).source();
  }

  @Override
  public ElementSource reindex(Op.Reindex op) {
    return op.reindexing()
        .accept(new ReindexedElements(operands.get(0), result, length -> length.evaluate(dims)));
  }

  @Override
  public ElementSource concat(Op.Concat op) {
    long inner = result.stride(op.dim());
    return index -> {
      long place = result.coordinate(index, op.dim());
      long outer = index / inner / result.length(op.dim());
      for (Tensor operand : operands) {
        long length = operand.layout().length(op.dim());
        if (place < length) {
          return operand.source().at((outer * length + place) * inner + index % inner);
        }
        place -= length;
      }
      throw new IllegalStateException(node + ": no operand has element " + index);
    };
  }
}
