package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an input's elements are drawn, as in {@code ~ uniform(-1, 1)}. The bounds of integers may
 * depend on dims, as in {@code ~ randint(0, classes)}. Structures around it make something of the
 * draws, as in {@code ~ triu(uniform(0, 1))}.
 *
 * @param kind the family
 * @param first low bound, mean, or the constant
 * @param second high bound (exclusive for integers), standard deviation; equal to the first for a
 *     constant
 * @param structures what is made of the draws, the innermost first
 */
public record Distribution(Kind kind, Bound first, Bound second, List<Structure> structures) {
  private static final String EXAMPLES =
      "uniform(-1, 1), normal(0, 1), integers(0, 10), either(-1, 1) or constant(1)";

  public Distribution {
    structures = List.copyOf(structures);
    if (first instanceof Bound.Known low && second instanceof Bound.Known high) {
      require(kind, low.value(), high.value());
    }
  }

  /** A distribution without structures. */
  public Distribution(Kind kind, Bound first, Bound second) {
    this(kind, first, second, List.of());
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
    CONSTANT,
    /** One of two numbers, each as often. */
    EITHER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is made of the draws, so that elements depend on each other or on where they stand. */
  public enum Structure {
    /** The draws on and above the diagonal of each matrix, 0 below it. */
    TRIU,
    /** The draws on and below the diagonal of each matrix, 0 above it. */
    TRIL,
    /** The mean of each square matrix of draws and its transpose. */
    SYMMETRIC,
    /** The draws, times one number for the whole tensor that is uniform from 0 to 1. */
    SCALED,
    /** The softmax of the draws over the last dim. */
    SOFTMAX;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Tells whether the structure is one of matrices, in the last two dims. */
    public boolean ofMatrices() {
      return switch (this) {
        case TRIU, TRIL, SYMMETRIC -> true;
        case SCALED, SOFTMAX -> false;
      };
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

  /** Returns the distribution of two numbers that are as likely. */
  public static Distribution either(double first, double second) {
    return new Distribution(Kind.EITHER, first, second);
  }

  /** Returns this with a structure around it. */
  public Distribution with(Structure structure) {
    List<Structure> more = new ArrayList<>(structures);
    more.add(structure);
    return with(more);
  }

  /** Returns this with other structures. */
  public Distribution with(List<Structure> others) {
    return new Distribution(kind, first, second, others);
  }

  /** Returns what elements of a type are drawn from unless the task says otherwise. */
  public static Distribution initial(DType type) {
    if (type.floating()) {
      return normal(0, 1);
    }
    return type == DType.BOOL ? integers(0, 2) : integers(0, 10);
  }

  /**
   * Parses {@code uniform(-1, 1)} or {@code softmax(scaled(uniform(0, 1)))}.
   *
   * @throws SourceException if the text is anything else
   */
  public static Distribution parse(SourceCursor cursor) {
    Distribution distribution = nested(cursor);
    cursor.end("the end of the distribution");
    return distribution;
  }

  private static Distribution nested(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    String word = cursor.name("a distribution: " + EXAMPLES);
    cursor.expect("(", "after the distribution's name");
    Distribution distribution =
        Arrays.stream(Structure.values())
            .filter(structure -> structure.word().equals(word))
            .findFirst()
            .map(structure -> nested(cursor).with(structure))
            .orElseGet(() -> draws(position, kind(word, position), cursor));
    cursor.expect(")", "to close the distribution");
    return distribution;
  }

  private static Distribution draws(SourcePosition position, Kind kind, SourceCursor cursor) {
    Bound first = bound(kind, cursor);
    Bound second = first;
    if (kind != Kind.CONSTANT) {
      cursor.expect(",", "and a second number, as in " + EXAMPLES);
      second = bound(kind, cursor);
    }
    try {
      return new Distribution(kind, first, second);
    } catch (IllegalArgumentException e) {
      throw new SourceException(position, String.valueOf(e.getMessage()));
    }
  }

  private static Kind kind(String word, SourcePosition position) {
    if (word.equals("randint")) {
      return Kind.INTEGERS;
    }
    List<String> kinds = Arrays.stream(Kind.values()).map(Kind::word).toList();
    if (!kinds.contains(word)) {
      List<String> words = new ArrayList<>(kinds);
      Arrays.stream(Structure.values()).map(Structure::word).forEach(words::add);
      throw new SourceException(
          position,
          "unknown distribution '"
              + word
              + "'"
              + Spelling.hint(word, words)
              + " (expected "
              + EXAMPLES
              + ", or one of them within triu, tril, symmetric, scaled or softmax)");
    }
    return Kind.values()[kinds.indexOf(word)];
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
    return new Distribution(
        kind, new Bound.Known(first.at(size)), new Bound.Known(second.at(size)), structures);
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
      case EITHER -> {}
    }
  }

  private static void require(boolean holds, Kind kind, String what, double a, double b) {
    if (!holds) {
      throw new IllegalArgumentException(kind.word() + "(" + a + ", " + b + "): expected " + what);
    }
  }

  /**
   * Returns why a tensor cannot have the structures, or empty if it can.
   *
   * @param shape of the tensor
   */
  public Optional<String> problem(long[] shape) {
    int rank = shape.length;
    boolean matrices = structures.stream().anyMatch(Structure::ofMatrices);
    boolean square = rank >= 2 && shape[rank - 1] == shape[rank - 2];
    if (matrices && rank < 2) {
      return Optional.of(this + " is of matrices: expected 2 dims or more");
    }
    if (structures.contains(Structure.SYMMETRIC) && !square) {
      return Optional.of(this + ": expected the last two dims to be equal");
    }
    return structures.contains(Structure.SOFTMAX) && rank < 1
        ? Optional.of(this + ": expected a dim to be summed over")
        : Optional.empty();
  }

  /** Returns {@code uniform(-1.0, 1.0)}, which parses back as an equal distribution. */
  @Override
  public String toString() {
    String text =
        kind == Kind.CONSTANT
            ? kind.word() + "(" + first + ")"
            : kind.word() + "(" + first + ", " + second + ")";
    for (Structure structure : structures) {
      text = structure.word() + "(" + text + ")";
    }
    return text;
  }
}
