package dev.warpsmith.kernels;

import java.util.List;

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
}
