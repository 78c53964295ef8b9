package dev.warpsmith.kernels;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The forms of an {@link Expression}. */
sealed interface ExpressionNode extends Expression {
  /** How tightly the form binds when printed; more is tighter. */
  default int precedence() {
    return 4;
  }

  /** An integer, zero or more. */
  record Literal(long value) implements ExpressionNode {
    public Literal {
      if (value < 0) {
        throw new IllegalArgumentException("literal " + value + ": expected zero or more");
      }
    }

    @Override
    public long evaluate(Bindings bindings) {
      return value;
    }

    @Override
    public Set<String> names() {
      return Set.of();
    }

    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A dim, tunable, tensor or scalar. */
  record Name(String name) implements ExpressionNode {
    @Override
    public long evaluate(Bindings bindings) {
      return bindings.find(name).orElseThrow(() -> new IllegalArgumentException(unknown(bindings)));
    }

    private String unknown(Bindings bindings) {
      Set<String> known = bindings.asMap().keySet();
      String defined = known.isEmpty() ? "none" : String.join(", ", known);
      return "'" + name + "' has no value (defined: " + defined + ")" + Spelling.hint(name, known);
    }

    @Override
    public Set<String> names() {
      return Set.of(name);
    }

    @Override
    public Optional<String> asName() {
      return Optional.of(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Unary minus. */
  record Negation(Expression operand) implements ExpressionNode {
    @Override
    public long evaluate(Bindings bindings) {
      return exactly(() -> Math.negateExact(operand.evaluate(bindings)), this, bindings);
    }

    @Override
    public Set<String> names() {
      return operand.names();
    }

    @Override
    public int precedence() {
      return 3;
    }

    @Override
    public String toString() {
      return "-" + enclosed(operand, 3);
    }
  }

  /** An operator between two operands. */
  record Binary(Operator operator, Expression left, Expression right) implements ExpressionNode {
    @Override
    public long evaluate(Bindings bindings) {
      long first = left.evaluate(bindings);
      long second = right.evaluate(bindings);
      return exactly(() -> operator.apply(first, second), this, bindings);
    }

    @Override
    public Set<String> names() {
      return namesOf(List.of(left, right));
    }

    @Override
    public int precedence() {
      return operator.precedence;
    }

    @Override
    public String toString() {
      return enclosed(left, operator.precedence)
          + " "
          + operator.symbol
          + " "
          + enclosed(right, operator.precedence + 1);
    }
  }

  /** A function of its arguments; {@code min} and {@code max} take two or more. */
  record Call(Function function, List<Expression> arguments) implements ExpressionNode {
    public Call {
      arguments = List.copyOf(arguments);
      if (arguments.size() < 2 || (function == Function.CEILDIV && arguments.size() > 2)) {
        throw new IllegalArgumentException(
            function.word() + " of " + arguments.size() + " arguments: expected two");
      }
    }

    @Override
    public long evaluate(Bindings bindings) {
      return exactly(
          () ->
              arguments.stream()
                  .mapToLong(argument -> argument.evaluate(bindings))
                  .reduce(function::apply)
                  .orElseThrow(),
          this,
          bindings);
    }

    @Override
    public Set<String> names() {
      return namesOf(arguments);
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Expression::toString)
          .collect(Collectors.joining(", ", function.word() + "(", ")"));
    }
  }

  /** The operators. */
  enum Operator {
    ADD("+", 1),
    SUBTRACT("-", 1),
    MULTIPLY("*", 2),
    DIVIDE("/", 2),
    REMAINDER("%", 2);

    final String symbol;
    final int precedence;

    Operator(String symbol, int precedence) {
      this.symbol = symbol;
      this.precedence = precedence;
    }

    long apply(long left, long right) {
      return switch (this) {
        case ADD -> Math.addExact(left, right);
        case SUBTRACT -> Math.subtractExact(left, right);
        case MULTIPLY -> Math.multiplyExact(left, right);
        case DIVIDE -> divide(left, right);
        case REMAINDER -> left % right;
      };
    }
  }

  /** The functions. */
  enum Function {
    CEILDIV,
    MIN,
    MAX;

    long apply(long left, long right) {
      return switch (this) {
        case CEILDIV -> ceildiv(left, right);
        case MIN -> Math.min(left, right);
        case MAX -> Math.max(left, right);
      };
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Function::word).toList();
    }

    static Optional<Function> find(String word) {
      return Arrays.stream(values()).filter(function -> function.word().equals(word)).findFirst();
    }
  }

  private static long divide(long left, long right) {
    if (left == Long.MIN_VALUE && right == -1) {
      throw new ArithmeticException("long overflow");
    }
    return left / right;
  }

  private static long ceildiv(long left, long right) {
    long quotient = divide(left, right);
    boolean roundedDown = left % right != 0 && (left < 0) == (right < 0);
    return roundedDown ? quotient + 1 : quotient;
  }

  private static long exactly(LongSupplier value, Expression expression, Bindings bindings) {
    try {
      return value.getAsLong();
    } catch (ArithmeticException e) {
      String problem =
          String.valueOf(e.getMessage()).contains("zero")
              ? " divides by zero"
              : " overflows 64 bits";
      String where = expression.names().isEmpty() ? "" : " with " + bindings;
      throw new IllegalArgumentException(expression + problem + where, e);
    }
  }

  private static String enclosed(Expression operand, int precedence) {
    boolean loose = operand instanceof ExpressionNode node && node.precedence() < precedence;
    return loose ? "(" + operand + ")" : operand.toString();
  }

  private static Set<String> namesOf(List<Expression> parts) {
    Set<String> names = new LinkedHashSet<>();
    parts.forEach(part -> names.addAll(part.names()));
    return names;
  }
}
