package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Expression;
import java.util.Set;

/** One of a distribution's numbers: known, or following from the task's dims. */
public sealed interface Bound {
  /** A number. */
  record Known(double value) implements Bound {
    @Override
    public double at(Bindings size) {
      return value;
    }

    @Override
    public Set<String> names() {
      return Set.of();
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** An expression over dims. */
  record Sized(Expression expression) implements Bound {
    @Override
    public double at(Bindings size) {
      return expression.evaluate(size);
    }

    @Override
    public Set<String> names() {
      return expression.names();
    }

    @Override
    public String toString() {
      return expression.toString();
    }
  }

  /** Returns the number that an expression gives, at once if it names no dim. */
  static Bound of(Expression expression) {
    return expression.names().isEmpty()
        ? new Known(expression.evaluate(Bindings.none()))
        : new Sized(expression);
  }

  /**
   * Returns the number at a size of the task.
   *
   * @throws IllegalArgumentException if an expression has no value there
   */
  double at(Bindings size);

  /** Returns the dims that the number depends on. */
  Set<String> names();
}
