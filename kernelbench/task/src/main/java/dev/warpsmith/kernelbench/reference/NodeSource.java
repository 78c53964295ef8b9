package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.graph.ReductionKind;
import java.util.List;
import java.util.function.Function;

/** Makes the elements of a node from those of its operands. */
final class NodeSource implements Op.Visitor<ElementSource> {
  private final Node node;
  private final List<Tensor> operands;
  private final Layout result;
  private final Deadline deadline;

  /** An operand's elements and their layout. */
  record Tensor(ElementSource source, Layout layout) {
    static Tensor constant(double value) {
      return new Tensor(index -> value, Layout.of(new long[0]));
    }
  }

  private NodeSource(Node node, List<Tensor> operands, Layout result, Deadline deadline) {
    this.node = node;
    this.operands = operands;
    this.result = result;
    this.deadline = deadline;
  }

  static ElementSource of(
      Node node, Layout result, Function<Operand, Tensor> operands, Deadline deadline) {
    List<Tensor> tensors = node.operands().stream().map(operands).toList();
    return node.op().accept(new NodeSource(node, tensors, result, deadline));
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
    Tensor x = operands.get(0);
    ReducedElements row = ReducedElements.of(x.layout(), List.of(op.dim()));
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
      return op.log() ? shifted - Math.log(sum.at(r)) : Math.exp(shifted) / sum.at(r);
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
}
