package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A parameter's value in the textual form: a word, a number, an expression over dims, or a list of
 * those.
 *
 * @param items the elements of a list, or the only value
 */
record Literal(List<Item> items, boolean list, SourcePosition position) {
  private static final String WHAT = "a number, true, false, a 'word' or a [list]";

  Literal {
    items = List.copyOf(items);
  }

  /** One value, as it was written. */
  record Item(String text, SourcePosition position) {
    private double number() {
      SourceCursor cursor = new SourceCursor(text, position);
      double number = cursor.number("a number");
      cursor.end("the end of the number");
      return number;
    }

    private Expression expression() {
      return Expression.parse(text, position);
    }
  }

  static Literal read(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    if (cursor.accept("'")) {
      String word = cursor.until("'", "to close the quoted word");
      return new Literal(List.of(new Item(word, position)), false, position);
    }
    if (cursor.accept("[")) {
      return list(cursor, "]", position);
    }
    if (cursor.accept("(")) {
      return list(cursor, ")", position);
    }
    return new Literal(List.of(new Item(cursor.item(WHAT), position)), false, position);
  }

  static Literal of(double number, SourcePosition position) {
    return new Literal(List.of(new Item(Numbers.text(number), position)), false, position);
  }

  private static Literal list(SourceCursor cursor, String close, SourcePosition position) {
    List<Item> items = new ArrayList<>();
    while (!cursor.accept(close)) {
      if (!items.isEmpty()) {
        cursor.expect(",", "between the numbers");
        if (cursor.accept(close)) { // (2,) is a tuple of one
          break;
        }
      }
      SourcePosition begin = cursor.position();
      items.add(new Item(cursor.item("a number"), begin));
    }
    return new Literal(items, true, position);
  }

  /** Returns a single word or number, in lower case. */
  String text() {
    return list || items.isEmpty() ? "" : items.get(0).text().toLowerCase(Locale.ROOT);
  }

  double number(String parameter) {
    if (items.size() != 1) {
      throw wrong(parameter, "a number");
    }
    return number(items.get(0), parameter, "a number");
  }

  List<Integer> integers(String parameter) {
    String expected = "an integer or a [list] of integers";
    List<Double> numbers = items.stream().map(item -> number(item, parameter, expected)).toList();
    if (numbers.isEmpty() || numbers.stream().anyMatch(value -> value.intValue() != value)) {
      throw wrong(parameter, expected);
    }
    return numbers.stream().map(Double::intValue).toList();
  }

  private double number(Item item, String parameter, String expected) {
    try {
      return item.number();
    } catch (SourceException e) {
      throw wrong(parameter, expected);
    }
  }

  /** Returns a single expression over dims. */
  Expression expression(String parameter) {
    if (items.size() != 1) {
      throw wrong(parameter, "an integer or an expression over dims");
    }
    return items.get(0).expression();
  }

  /** Returns expressions over dims. */
  List<Expression> expressions() {
    return items.stream().map(Item::expression).toList();
  }

  boolean flag(String parameter) {
    if (!text().equals("true") && !text().equals("false")) {
      throw wrong(parameter, "true or false");
    }
    return text().equals("true");
  }

  SourceException wrong(String parameter, String expected) {
    return new SourceException(
        position, "parameter " + parameter + " is " + this + ", expected " + expected);
  }

  @Override
  public String toString() {
    return list
        ? items.stream().map(Item::text).collect(Collectors.joining(", ", "[", "]"))
        : text();
  }
}
