package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A compile-time constant of a candidate and its legal values, as in {@code @tune BLOCK = 64 |
 * 128}. The first value is the default. It reaches the compiler as {@code -DNAME=value}.
 */
public record Tunable(String name, List<Long> values) {
  public Tunable {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("tunable " + name + " has no value");
    }
  }

  /**
   * Parses {@code BLOCK = 64 | 128 | 256}.
   *
   * @throws SourceException if the text is anything else, or a value is given twice
   */
  static Tunable parse(SourceCursor cursor) {
    String name = Names.declared(cursor, "the tunable's name, as in BLOCK = 64 | 128");
    cursor.expect("=", "and the legal values, as in " + name + " = 64 | 128");
    List<Long> values = new ArrayList<>();
    do {
      SourcePosition at = cursor.position();
      long sign = cursor.accept("-") ? -1 : 1;
      long value = sign * cursor.integer("an integer value of " + name);
      if (values.contains(value)) {
        throw new SourceException(at, name + " has the value " + value + " twice; remove one");
      }
      values.add(value);
    } while (cursor.accept("|"));
    cursor.end("'|' and another value, or the end of the line");
    return new Tunable(name, values);
  }

  /** Returns the tunable with the value first, and so the default. */
  Tunable preferring(long value) {
    Stream<Long> others = values.stream().filter(other -> other != value);
    return new Tunable(name, Stream.concat(Stream.of(value), others).toList());
  }

  /** Returns {@code BLOCK = 64 | 128}. */
  @Override
  public String toString() {
    return values.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(" | ", name + " = ", ""));
  }
}
