package dev.warpsmith.kernels;

import dev.warpsmith.kernels.ExpressionNode.Binary;
import dev.warpsmith.kernels.ExpressionNode.Call;
import dev.warpsmith.kernels.ExpressionNode.Function;
import dev.warpsmith.kernels.ExpressionNode.Literal;
import dev.warpsmith.kernels.ExpressionNode.Name;
import dev.warpsmith.kernels.ExpressionNode.Negation;
import dev.warpsmith.kernels.ExpressionNode.Operator;
import java.util.ArrayList;
import java.util.List;

/** Parses an expression by recursive descent. */
final class ExpressionParser {
  private static final int DEEPEST = 100;
  private static final int LONGEST = 1000;

  private final SourceCursor cursor;
  private int depth;
  private int operators;

  ExpressionParser(SourceCursor cursor) {
    this.cursor = cursor;
  }

  Expression parse() {
    if (++depth > DEEPEST) {
      throw new SourceException(
          cursor.position(),
          "the expression is nested more than " + DEEPEST + " deep; simplify it");
    }
    Expression sum = sum();
    depth--;
    return sum;
  }

  private Expression sum() {
    Expression left = product();
    while (true) {
      if (cursor.accept("+")) {
        left = binary(Operator.ADD, left, product());
      } else if (cursor.accept("-")) {
        left = binary(Operator.SUBTRACT, left, product());
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    Expression left = unary();
    while (true) {
      if (cursor.accept("*")) {
        left = binary(Operator.MULTIPLY, left, unary());
      } else if (cursor.accept("/")) {
        left = binary(Operator.DIVIDE, left, unary());
      } else if (cursor.accept("%")) {
        left = binary(Operator.REMAINDER, left, unary());
      } else {
        return left;
      }
    }
  }

  private Expression binary(Operator operator, Expression left, Expression right) {
    if (++operators > LONGEST) {
      throw new SourceException(
          cursor.position(), "the expression has more than " + LONGEST + " operators; simplify it");
    }
    return new Binary(operator, left, right);
  }

  private Expression unary() {
    int signs = 0;
    while (cursor.accept("-")) {
      if (++signs > DEEPEST) {
        throw cursor.unexpected("at most " + DEEPEST + " signs");
      }
    }
    Expression operand = primary();
    for (; signs > 0; signs--) {
      operand = new Negation(operand);
    }
    return operand;
  }

  private Expression primary() {
    if (cursor.at("(")) {
      return parenthesised();
    }
    if (cursor.atDigit()) {
      return literal();
    }
    SourcePosition position = cursor.position();
    String name = cursor.name("an integer, a name or '('");
    return cursor.at("(") ? call(name, position) : new Name(name);
  }

  private Expression literal() {
    Expression literal = new Literal(cursor.integer("an integer"));
    if (cursor.at(".")) {
      throw cursor.unexpected(
          "an integer expression; pass a floating-point value through a @scalar of the task");
    }
    return literal;
  }

  private Expression parenthesised() {
    SourcePosition open = cursor.position();
    cursor.expect("(", "");
    Expression inner = parse();
    cursor.expect(")", closing(open));
    return inner;
  }

  private Expression call(String name, SourcePosition position) {
    Function function =
        Function.find(name)
            .orElseThrow(
                () ->
                    new SourceException(
                        position,
                        "unknown function '"
                            + name
                            + "' (defined: ceildiv, min, max)"
                            + Spelling.hint(name, Function.words())));
    SourcePosition open = cursor.position();
    cursor.expect("(", "");
    List<Expression> arguments = new ArrayList<>();
    do {
      arguments.add(parse());
    } while (cursor.accept(","));
    cursor.expect(")", closing(open));
    return checked(function, arguments, position);
  }

  private static Expression checked(
      Function function, List<Expression> arguments, SourcePosition position) {
    try {
      return new Call(function, arguments);
    } catch (IllegalArgumentException e) {
      throw new SourceException(
          position,
          function.word()
              + " has "
              + arguments.size()
              + " arguments, expected 2: write "
              + function.word()
              + "(a, b)");
    }
  }

  private static String closing(SourcePosition open) {
    return open.column() == 0 ? "to close the '('" : "to close the '(' at column " + open.column();
  }
}
