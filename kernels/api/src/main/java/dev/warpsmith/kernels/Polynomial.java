package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An integer expression as a sum of products: the normal form in which expressions that addition,
 * subtraction and multiplication make equal are alike. Quotients, remainders, minima and maxima are
 * factors like names.
 *
 * <p>Quotients are simplified as those of lengths are, which are not negative: {@code (2 * h + 3) /
 * 2} is {@code h + 1}.
 */
public final class Polynomial {
  /** Coefficients by sorted factors; no coefficient is zero. The constant has no factors. */
  private final Map<List<String>, Long> terms;

  private Polynomial(Map<List<String>, Long> terms) {
    Map<List<String>, Long> kept = new TreeMap<>(Polynomial::compare);
    terms.forEach(
        (factors, coefficient) -> {
          if (coefficient != 0) {
            kept.put(factors, coefficient);
          }
        });
    this.terms = kept;
  }

  /** The constant last, then by factors. */
  private static int compare(List<String> left, List<String> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    return left.toString().compareTo(right.toString());
  }

  /** Returns an integer. */
  public static Polynomial of(long value) {
    return new Polynomial(Map.of(List.of(), value));
  }

  /** Returns the normal form of an expression. */
  public static Polynomial of(Expression expression) {
    if (expression instanceof ExpressionNode.Literal literal) {
      return of(literal.value());
    }
    if (expression instanceof ExpressionNode.Negation negation) {
      return of(0).minus(of(negation.operand()));
    }
    if (expression instanceof ExpressionNode.Binary binary) {
      return binary(binary);
    }
    if (expression instanceof ExpressionNode.Call call) {
      return factor(
          call.arguments().stream()
              .map(argument -> of(argument).toString())
              .collect(Collectors.joining(", ", call.function().word() + "(", ")")));
    }
    return factor(expression.toString());
  }

  private static Polynomial binary(ExpressionNode.Binary binary) {
    Polynomial left = of(binary.left());
    Polynomial right = of(binary.right());
    return switch (binary.operator()) {
      case ADD -> left.plus(right);
      case SUBTRACT -> left.minus(right);
      case MULTIPLY -> left.times(right);
      case DIVIDE -> left.dividedBy(right);
      case REMAINDER -> factor(left.enclosed() + " % " + right.enclosed());
    };
  }

  private static Polynomial factor(String text) {
    return new Polynomial(Map.of(List.of(text), 1L));
  }

  /** Returns the sum of both. */
  public Polynomial plus(Polynomial other) {
    Map<List<String>, Long> sum = new TreeMap<>(Polynomial::compare);
    sum.putAll(terms);
    other.terms.forEach((factors, value) -> sum.merge(factors, value, Math::addExact));
    return new Polynomial(sum);
  }

  /** Returns this less another. */
  public Polynomial minus(Polynomial other) {
    return plus(other.times(of(-1)));
  }

  /** Returns the product of both. */
  public Polynomial times(Polynomial other) {
    Map<List<String>, Long> product = new TreeMap<>(Polynomial::compare);
    terms.forEach(
        (left, a) ->
            other.terms.forEach(
                (right, b) -> {
                  List<String> factors = new ArrayList<>(left);
                  factors.addAll(right);
                  product.merge(
                      factors.stream().sorted().toList(), Math.multiplyExact(a, b), Math::addExact);
                }));
    return new Polynomial(product);
  }

  /** Returns the quotient, rounded down, of two numbers that are not negative. */
  public Polynomial dividedBy(Polynomial divisor) {
    if (divisor.terms.size() != 1) {
      return equals(divisor) ? of(1) : quotient(divisor);
    }
    List<String> factors = divisor.terms.keySet().iterator().next();
    long by = divisor.terms.values().iterator().next();
    Map<List<String>, Long> whole = new TreeMap<>(Polynomial::compare);
    Map<List<String>, Long> rest = new TreeMap<>(Polynomial::compare);
    boolean grows =
        terms.entrySet().stream().allMatch(t -> t.getKey().isEmpty() || t.getValue() > 0);
    terms.forEach(
        (dividend, coefficient) -> {
          List<String> left = without(dividend, factors);
          boolean divides = left.size() + factors.size() == dividend.size();
          boolean floors = dividend.isEmpty() && factors.isEmpty() && grows && by > 0;
          if (divides && (coefficient % by == 0 || floors)) {
            whole.put(left, Math.floorDiv(coefficient, by));
            rest.put(dividend, Math.floorMod(coefficient, by));
          } else {
            rest.put(dividend, coefficient);
          }
        });
    Polynomial remaining = new Polynomial(rest);
    if (!grows && !remaining.terms.isEmpty()) {
      return quotient(divisor);
    }
    boolean small = remaining.isConstant() && factors.isEmpty();
    return new Polynomial(whole)
        .plus(remaining.terms.isEmpty() || small ? of(0) : remaining.quotient(divisor));
  }

  private Polynomial quotient(Polynomial divisor) {
    return factor(enclosed() + " / " + divisor.enclosed());
  }

  private boolean isConstant() {
    return terms.keySet().stream().allMatch(List::isEmpty);
  }

  private static List<String> without(List<String> factors, List<String> removed) {
    List<String> left = new ArrayList<>(factors);
    removed.forEach(left::remove);
    return left;
  }

  /** Returns the shortest usual expression. */
  public Expression expression() {
    return Expression.parse(toString());
  }

  private String enclosed() {
    String text = toString();
    return text.matches("\\w+") ? text : "(" + text + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Polynomial polynomial && terms.equals(polynomial.terms);
  }

  @Override
  public int hashCode() {
    return terms.hashCode();
  }

  /** Returns the text in directive syntax, such as {@code 2 * h - w + 1}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    List<Map.Entry<List<String>, Long>> order = new ArrayList<>(terms.entrySet());
    order.sort(Comparator.comparing(term -> !term.getKey().isEmpty() && term.getValue() < 0));
    order.sort(Comparator.comparing(term -> term.getKey().isEmpty()));
    for (Map.Entry<List<String>, Long> term : order) {
      boolean negative = term.getValue() < 0;
      text.append(text.isEmpty() ? (negative ? "-" : "") : (negative ? " - " : " + "));
      text.append(term(term.getKey(), Math.abs(term.getValue())));
    }
    return text.isEmpty() ? "0" : text.toString();
  }

  private static String term(List<String> factors, long coefficient) {
    String product =
        factors.stream()
            .map(factor -> factor.matches("\\w+(\\(.*\\))?") ? factor : "(" + factor + ")")
            .collect(Collectors.joining(" * "));
    if (factors.isEmpty()) {
      return Long.toString(coefficient);
    }
    return coefficient == 1 ? product : coefficient + " * " + product;
  }
}
