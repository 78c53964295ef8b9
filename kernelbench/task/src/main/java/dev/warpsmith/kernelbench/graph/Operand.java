package dev.warpsmith.kernelbench.graph;

import java.util.function.Function;

/** What an operator is applied to: a named tensor, a named scalar, or a constant. */
public sealed interface Operand {
  /** A graph input or an earlier node's value. */
  record Value(String name) implements Operand {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A scalar of the task, broadcast. */
  record Scalar(String name) implements Operand {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A literal, broadcast. */
  record Constant(double value) implements Operand {
    @Override
    public String toString() {
      return Numbers.text(value);
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T match(
      Function<Value, T> value, Function<Scalar, T> scalar, Function<Constant, T> constant) {
    if (this instanceof Value named) {
      return value.apply(named);
    }
    if (this instanceof Scalar named) {
      return scalar.apply(named);
    }
    return constant.apply((Constant) this);
  }
}
