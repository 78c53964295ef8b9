package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import java.util.List;

/** Where elements move to. */
public sealed interface Reindexing {
  /** Reverses the order along dims. */
  record Flip(List<Integer> dims) implements Reindexing {
    public Flip {
      dims = dims.stream().sorted().toList();
    }
  }

  /** Keeps {@code length} elements along a dim, from {@code start} on. */
  record Narrow(int dim, Expression start, Expression length) implements Reindexing {}

  /** Keeps one element along a dim, which goes. */
  record Select(int dim, Expression index) implements Reindexing {}

  /**
   * Keeps one triangle of the last two dims; the other is zero.
   *
   * @param upper whether elements whose column less row is at least {@code diagonal} stay, else
   *     those where it is at most that
   */
  record Triangle(boolean upper, int diagonal) implements Reindexing {}

  /** Puts a vector on the diagonal of a matrix. */
  record Diagonal() implements Reindexing {}

  /**
   * Repeats elements along dims of length 1, and dims that are not there.
   *
   * @param shape the result's; its last dims are the operand's, or those are 1
   */
  record Expand(List<Expression> shape) implements Reindexing {
    public Expand {
      shape = List.copyOf(shape);
    }
  }

  /** One case each. */
  interface Visitor<T> {
    T flip(Flip flip);

    T narrow(Narrow narrow);

    T select(Select select);

    T triangle(Triangle triangle);

    T diagonal(Diagonal diagonal);

    T expand(Expand expand);
  }

  /** Calls the visitor's method for the case that this is. */
  default <T> T accept(Visitor<T> visitor) {
    if (this instanceof Flip flip) {
      return visitor.flip(flip);
    }
    if (this instanceof Narrow narrow) {
      return visitor.narrow(narrow);
    }
    if (this instanceof Select select) {
      return visitor.select(select);
    }
    if (this instanceof Triangle triangle) {
      return visitor.triangle(triangle);
    }
    if (this instanceof Diagonal diagonal) {
      return visitor.diagonal(diagonal);
    }
    return visitor.expand((Expand) this);
  }

  /** Returns the name in the textual form, such as {@code narrow}. */
  default String word() {
    if (this instanceof Triangle triangle) {
      return triangle.upper() ? "triu" : "tril";
    }
    return this instanceof Diagonal
        ? "diag"
        : getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
