package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A parameter's value in the textual form.
 *
 * @param text a word ({@code true}), or the number as it is printed; empty for a list
 * @param numbers the number, or those of a list; empty for a word
 */
record Literal(String text, List<Double> numbers, SourcePosition position) {
  Literal {
    numbers = List.copyOf(numbers);
  }

  static Literal read(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    if (cursor.accept("'")) {
      String word = cursor.name("a word");
      cursor.expect("'", "to close the quoted word");
      return new Literal(word, List.of(), position);
    }
    if (cursor.accept("[")) {
      return list(cursor, "]", position);
    }
    if (cursor.accept("(")) {
      return list(cursor, ")", position);
    }
    if (cursor.atName() && !cursor.at("inf")) {
      String word = cursor.name("a value");
      return new Literal(word.toLowerCase(Locale.ROOT), List.of(), position);
    }
    return of(cursor.number("a number, true, false, a 'word' or a [list]"), position);
  }

  static Literal of(double number, SourcePosition position) {
    return new Literal(Numbers.text(number), List.of(number), position);
  }

  private static Literal list(SourceCursor cursor, String close, SourcePosition position) {
    List<Double> numbers = new ArrayList<>();
    while (!cursor.accept(close)) {
      if (!numbers.isEmpty()) {
        cursor.expect(",", "between the numbers");
      }
      numbers.add(cursor.number("a number"));
    }
    return new Literal("", numbers, position);
  }

  double number(String parameter) {
    if (numbers.size() != 1) {
      throw wrong(parameter, "a number");
    }
    return numbers.get(0);
  }

  List<Integer> integers(String parameter) {
    if (numbers.isEmpty() || numbers.stream().anyMatch(value -> value.intValue() != value)) {
      throw wrong(parameter, "an integer or a [list] of integers");
    }
    return numbers.stream().map(Double::intValue).toList();
  }

  boolean flag(String parameter) {
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(parameter, "true or false");
    }
    return text.equals("true");
  }

  SourceException wrong(String parameter, String expected) {
    return new SourceException(
        position, "parameter " + parameter + " is " + this + ", expected " + expected);
  }

  @Override
  public String toString() {
    return text.isEmpty()
        ? numbers.stream().map(Numbers::text).collect(Collectors.joining(", ", "[", "]"))
        : text;
  }
}
