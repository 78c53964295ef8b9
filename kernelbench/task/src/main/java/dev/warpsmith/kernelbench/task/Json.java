package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.util.List;
import java.util.Map;

/** A JSON value that knows where it stands. */
sealed interface Json {
  SourcePosition position();

  /**
   * A string.
   *
   * @param begin of its first character; without a column if the string has escapes
   */
  record Text(SourcePosition position, String value, SourcePosition begin) implements Json {}

  /** A number. */
  record Numeric(SourcePosition position, double value) implements Json {}

  /** {@code true} or {@code false}. */
  record Flag(SourcePosition position, boolean value) implements Json {}

  /** {@code null}. */
  record Null(SourcePosition position) implements Json {}

  /** A list. */
  record Items(SourcePosition position, List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }
  }

  /**
   * An object, its fields in file order.
   *
   * @param names where each field's name stands
   */
  record Fields(
      SourcePosition position, Map<String, Json> values, Map<String, SourcePosition> names)
      implements Json {}

  /** Returns the string's text with its position. */
  default Text text(String what) {
    if (this instanceof Text text) {
      return text;
    }
    throw wrong(what, "a \"string\"");
  }

  /** Returns a cursor at the start of the string. */
  default SourceCursor cursor(String what) {
    Text text = text(what);
    return new SourceCursor(text.value(), text.begin());
  }

  /** Returns the number. */
  default double number(String what) {
    if (this instanceof Numeric number) {
      return number.value();
    }
    throw wrong(what, "a number");
  }

  /** Returns the truth value. */
  default boolean flag(String what) {
    if (this instanceof Flag flag) {
      return flag.value();
    }
    throw wrong(what, "true or false");
  }

  /** Returns the list's values. */
  default List<Json> items(String what) {
    if (this instanceof Items items) {
      return items.values();
    }
    throw wrong(what, "a [list]");
  }

  /** Returns the object. */
  default Fields fields(String what) {
    if (this instanceof Fields fields) {
      return fields;
    }
    throw wrong(what, "an {object}");
  }

  private SourceException wrong(String what, String expected) {
    return new SourceException(position(), what + " is " + kind() + ", expected " + expected);
  }

  private String kind() {
    if (this instanceof Text) {
      return "a string";
    }
    if (this instanceof Numeric) {
      return "a number";
    }
    if (this instanceof Flag flag) {
      return String.valueOf(flag.value());
    }
    if (this instanceof Items) {
      return "a list";
    }
    return this instanceof Fields ? "an object" : "null";
  }
}
