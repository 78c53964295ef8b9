package dev.warpsmith.kernels;

import java.util.Optional;
import java.util.Set;

/**
 * An integer expression over dims and tunables: integers, names, {@code + - * / %}, parentheses,
 * {@code ceildiv(a, b)}, {@code min}, {@code max}. Arithmetic is on 64-bit integers and checked for
 * overflow; division truncates. Two expressions are equal if they are built alike.
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

  /** Returns the name, if the expression is a single name. */
  default Optional<String> asName() {
    return Optional.empty();
  }

  /** Returns the expression of an integer. */
  static Expression of(long value) {
    return value < 0
        ? new ExpressionNode.Negation(new ExpressionNode.Literal(Math.negateExact(value)))
        : new ExpressionNode.Literal(value);
  }

  /** Returns the expression of a name's value. */
  static Expression name(String name) {
    return new ExpressionNode.Name(name);
  }

  /**
   * Parses a whole text.
   *
   * @param position of the text's first character
   * @throws SourceException if the text is no expression
   */
  static Expression parse(String text, SourcePosition position) {
    SourceCursor cursor = new SourceCursor(text, position);
    Expression expression = cursor.expression();
    cursor.end("an operator (+ - * / %) or the end of the expression");
    return expression;
  }

  /** Parses a whole text that comes from no file. */
  static Expression parse(String text) {
    return parse(text, new SourcePosition("expression", 1, 1));
  }
}
