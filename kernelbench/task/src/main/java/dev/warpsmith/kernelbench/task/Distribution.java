package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an input's elements are drawn, as in {@code ~ uniform(-1, 1)}. The bounds of integers may
 * depend on dims, as in {@code ~ randint(0, classes)}.
 *
 * @param kind the family
 * @param first low bound, mean, or the constant
 * @param second high bound (exclusive for integers), standard deviation; equal to the first for a
 *     constant
 */
public record Distribution(Kind kind, Bound first, Bound second) {
  private static final String EXAMPLES =
      "uniform(-1, 1), normal(0, 1), integers(0, 10) or constant(1)";

  public Distribution {
    if (first instanceof Bound.Known low && second instanceof Bound.Known high) {
      require(kind, low.value(), high.value());
    }
  }

  /** A distribution whose numbers are known. */
  public Distribution(Kind kind, double first, double second) {
    this(kind, new Bound.Known(first), new Bound.Known(second));
  }

  /** The families of distributions. */
  public enum Kind {
    UNIFORM,
    NORMAL,
    /** Integers from first to second, second excluded. */
    INTEGERS,
    CONSTANT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns a uniform distribution from {@code low} to {@code high}. */
  public static Distribution uniform(double low, double high) {
    return new Distribution(Kind.UNIFORM, low, high);
  }

  /** Returns a normal distribution. */
  public static Distribution normal(double mean, double deviation) {
    return new Distribution(Kind.NORMAL, mean, deviation);
  }

  /** Returns integers from {@code low}, included, to {@code high}, excluded. */
  public static Distribution integers(long low, long high) {
    return new Distribution(Kind.INTEGERS, low, high);
  }

  /** Returns the distribution of one value. */
  public static Distribution constant(double value) {
    return new Distribution(Kind.CONSTANT, value, value);
  }

  /** Returns what elements of a type are drawn from unless the task says otherwise. */
  public static Distribution initial(DType type) {
    if (type.floating()) {
      return normal(0, 1);
    }
    return type == DType.BOOL ? integers(0, 2) : integers(0, 10);
  }

  /**
   * Parses {@code uniform(-1, 1)}.
   *
   * @throws SourceException if the text is anything else
   */
  public static Distribution parse(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    Kind kind = kind(cursor);
    cursor.expect("(", "after the distribution's name");
    Bound first = bound(kind, cursor);
    Bound second = first;
    if (kind != Kind.CONSTANT) {
      cursor.expect(",", "and a second number, as in " + EXAMPLES);
      second = bound(kind, cursor);
    }
    cursor.expect(")", "to close the distribution");
    cursor.end("the end of the distribution");
    try {
      return new Distribution(kind, first, second);
    } catch (IllegalArgumentException e) {
      throw new SourceException(position, String.valueOf(e.getMessage()));
    }
  }

  private static Kind kind(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    String word = cursor.name("a distribution: " + EXAMPLES);
    if (word.equals("randint")) {
      return Kind.INTEGERS;
    }
    List<String> words = Arrays.stream(Kind.values()).map(Kind::word).toList();
    if (!words.contains(word)) {
      throw new SourceException(
          position,
          "unknown distribution '"
              + word
              + "'"
              + Spelling.hint(word, words)
              + " (expected "
              + EXAMPLES
              + ")");
    }
    return Kind.values()[words.indexOf(word)];
  }

  private static Bound bound(Kind kind, SourceCursor cursor) {
    return kind == Kind.INTEGERS
        ? Bound.of(cursor.expression())
        : new Bound.Known(cursor.number("a number"));
  }

  /** Returns the dims that the distribution depends on. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(first.names());
    names.addAll(second.names());
    return names;
  }

  /**
   * Returns the distribution at a size of the task, its numbers known.
   *
   * @throws IllegalArgumentException if it has none there
   */
  public Distribution at(Bindings size) {
    return new Distribution(kind, first.at(size), second.at(size));
  }

  private static void require(Kind kind, double first, double second) {
    if (Double.isNaN(first) || Double.isNaN(second) || Double.isInfinite(first + second)) {
      throw new IllegalArgumentException(
          kind.word() + " of " + first + " and " + second + ": expected finite numbers");
    }
    switch (kind) {
      case UNIFORM -> require(first <= second, kind, "the low bound first", first, second);
      case INTEGERS -> require(first < second, kind, "the low bound first", first, second);
      case NORMAL -> require(second >= 0, kind, "a deviation of 0 or more", first, second);
      case CONSTANT -> require(first == second, kind, "one number", first, second);
    }
  }

  private static void require(boolean holds, Kind kind, String what, double a, double b) {
    if (!holds) {
      throw new IllegalArgumentException(kind.word() + "(" + a + ", " + b + "): expected " + what);
    }
  }

  /** Returns {@code uniform(-1.0, 1.0)}, which parses back as an equal distribution. */
  @Override
  public String toString() {
    return kind == Kind.CONSTANT
        ? kind.word() + "(" + first + ")"
        : kind.word() + "(" + first + ", " + second + ")";
  }
}
