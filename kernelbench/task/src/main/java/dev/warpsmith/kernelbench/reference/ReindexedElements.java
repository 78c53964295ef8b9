package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Reindexing;
import dev.warpsmith.kernels.Expression;
import java.util.function.ToLongFunction;

/** Finds the operand's element that each element of a reindexed tensor is. */
final class ReindexedElements implements Reindexing.Visitor<ElementSource> {
  private final ElementSource x;
  private final Layout operand;
  private final Layout result;
  private final ToLongFunction<Expression> evaluate;

  ReindexedElements(NodeSource.Tensor operand, Layout result, ToLongFunction<Expression> evaluate) {
    this.x = operand.source();
    this.operand = operand.layout();
    this.result = result;
    this.evaluate = evaluate;
  }

  @Override
  public ElementSource flip(Reindexing.Flip flip) {
    return index -> {
      long source = index;
      for (int dim : flip.dims()) {
        long last = operand.length(dim) - 1;
        source += (last - 2 * operand.coordinate(index, dim)) * operand.stride(dim);
      }
      return x.at(source);
    };
  }

  @Override
  public ElementSource narrow(Reindexing.Narrow narrow) {
    long start = evaluate.applyAsLong(narrow.start());
    int dim = narrow.dim();
    return index -> {
      long inner = operand.stride(dim);
      long outer = index / inner / result.length(dim);
      long place = start + result.coordinate(index, dim);
      return x.at((outer * operand.length(dim) + place) * inner + index % inner);
    };
  }

  @Override
  public ElementSource select(Reindexing.Select select) {
    long place = evaluate.applyAsLong(select.index());
    long inner = operand.stride(select.dim());
    long length = operand.length(select.dim());
    return index -> x.at((index / inner * length + place) * inner + index % inner);
  }

  @Override
  public ElementSource triangle(Reindexing.Triangle triangle) {
    int columns = operand.rank() - 1;
    return index -> {
      long distance = operand.coordinate(index, columns) - operand.coordinate(index, columns - 1);
      boolean kept =
          triangle.upper() ? distance >= triangle.diagonal() : distance <= triangle.diagonal();
      return kept ? x.at(index) : 0;
    };
  }

  @Override
  public ElementSource diagonal(Reindexing.Diagonal diagonal) {
    long length = operand.length(0);
    return index -> index / length == index % length ? x.at(index / length) : 0;
  }

  @Override
  public ElementSource expand(Reindexing.Expand expand) {
    return index -> x.at(result.broadcastIndex(index, operand));
  }
}
