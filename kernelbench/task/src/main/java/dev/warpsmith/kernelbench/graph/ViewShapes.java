package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Polynomial;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Derives the shapes of operators that only move elements. */
final class ViewShapes implements Reindexing.Visitor<List<Expression>> {
  private final TensorSpec x;
  private final String word;

  ViewShapes(TensorSpec x, String word) {
    this.x = x;
    this.word = word;
  }

  /** Checks that a shape has as many elements as the operand at all sizes. */
  List<Expression> reshape(List<Expression> shape) {
    if (!Lengths.product(shape).equals(Lengths.product(x.shape()))) {
      throw new IllegalArgumentException(
          "reshape: a shape of %s has %s elements and %s has %s; they cannot be proven equal at all sizes"
              .formatted(shape, Lengths.product(shape), x, Lengths.product(x.shape())));
    }
    return shape;
  }

  static TensorSpec concat(String name, int dim, List<TensorSpec> tensors) {
    TensorSpec first = tensors.get(0);
    Polynomial length = Polynomial.of(0);
    for (int i = 0; i < tensors.size(); i++) {
      TensorSpec tensor = tensors.get(i);
      ShapeRules.requireDims(tensor, first.shape().size(), "cat", "as " + first + " has");
      if (tensor.dtype() != first.dtype()) {
        throw new IllegalArgumentException(
            "cat: " + first + " and " + tensor + " have different types, expected the same");
      }
      for (int other = 0; other < first.shape().size(); other++) {
        if (other != dim) {
          ShapeRules.requireEqual("cat", first, other, tensor, other);
        }
      }
      length = length.plus(Polynomial.of(tensor.shape().get(dim)));
    }
    List<Expression> shape = new ArrayList<>(first.shape());
    shape.set(dim, length.expression());
    return new TensorSpec(name, first.dtype(), shape);
  }

  @Override
  public List<Expression> flip(Reindexing.Flip flip) {
    return x.shape();
  }

  @Override
  public List<Expression> narrow(Reindexing.Narrow narrow) {
    List<Expression> shape = new ArrayList<>(x.shape());
    shape.set(narrow.dim(), narrow.length());
    return shape;
  }

  @Override
  public List<Expression> select(Reindexing.Select select) {
    List<Expression> shape = new ArrayList<>(x.shape());
    shape.remove(select.dim());
    return shape;
  }

  @Override
  public List<Expression> triangle(Reindexing.Triangle triangle) {
    if (x.shape().size() < 2) {
      throw new IllegalArgumentException(
          word + ": " + x + " has " + x.shape().size() + " dims, expected 2 or more");
    }
    return x.shape();
  }

  @Override
  public List<Expression> diagonal(Reindexing.Diagonal diagonal) {
    ShapeRules.requireDims(x, 1, word, "a vector");
    return List.of(x.shape().get(0), x.shape().get(0));
  }

  @Override
  public List<Expression> expand(Reindexing.Expand expand) {
    int added = expand.shape().size() - x.shape().size();
    for (int dim = 0; dim < x.shape().size(); dim++) {
      Expression length = x.shape().get(dim);
      boolean fits =
          added >= 0
              && (ShapeRules.isOne(length)
                  || ShapeRules.provablyEqual(length, expand.shape().get(dim + added)));
      if (!fits) {
        throw new IllegalArgumentException(
            "%s: %s cannot become %s; expected its dims last, those of length 1 of any length"
                .formatted(word, x, expand.shape()));
      }
    }
    return expand.shape();
  }
}
