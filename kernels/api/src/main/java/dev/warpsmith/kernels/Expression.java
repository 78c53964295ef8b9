package dev.warpsmith.kernels;

import java.util.Set;

/**
 * An integer expression over dims and tunables: integers, names, {@code + - * / %}, parentheses,
 * {@code ceildiv(a, b)}, {@code min}, {@code max}. Arithmetic is on 64-bit integers and checked for
 * overflow; division truncates.
 */
public interface Expression {
  /**
   * Evaluates the expression.
   *
   * @throws IllegalArgumentException if a name has no value (the message lists those that have), a
   *     division is by zero, or a result overflows 64 bits
   */
  long evaluate(Bindings bindings);

  /** Returns the names that occur in the expression. */
  Set<String> names();

  /** Returns the expression in directive syntax; parsing it again gives an equal expression. */
  @Override
  String toString();
}
