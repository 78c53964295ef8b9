package dev.warpsmith.kernels;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Values of names in expressions: the task's dims and the candidate's tunables. Immutable, sorted
 * by name.
 */
public final class Bindings {
  private static final Bindings NONE = new Bindings(Map.of());

  private final Map<String, Long> values;

  private Bindings(Map<String, Long> values) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Returns the bindings of no name. */
  public static Bindings none() {
    return NONE;
  }

  /** Returns bindings with a copy of the given values. */
  public static Bindings of(Map<String, Long> values) {
    return new Bindings(values);
  }

  /** Returns these bindings with those of {@code other} added; {@code other} wins. */
  public Bindings with(Bindings other) {
    Map<String, Long> merged = new TreeMap<>(values);
    merged.putAll(other.values);
    return new Bindings(merged);
  }

  /** Returns these bindings with one value set. */
  public Bindings with(String name, long value) {
    return with(of(Map.of(name, value)));
  }

  /** Returns the value of a name, or empty if it has none. */
  public OptionalLong find(String name) {
    Long value = values.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns the values by name, sorted by name, unmodifiable. */
  public Map<String, Long> asMap() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bindings bindings && bindings.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Returns {@code a = 1, b = 2}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
