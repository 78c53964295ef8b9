package dev.warpsmith.kernelbench.graph;

import java.util.function.Function;

/** What an operator is applied to: a named value or a constant. */
public sealed interface Operand {
  /** A graph input or an earlier node's value. */
  record Value(String name) implements Operand {}

  /** A scalar literal, broadcast. */
  record Constant(double value) implements Operand {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Value, T> value, Function<Constant, T> constant) {
    if (this instanceof Value named) {
      return value.apply(named);
    }
    return constant.apply((Constant) this);
  }
}
