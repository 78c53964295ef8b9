package dev.warpsmith.kernels.emulator.tensor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of a matrix instruction.
 *
 * @param m rows of A and D
 * @param n columns of B and D
 * @param k columns of A and rows of B
 * @param products independent products, one above the other
 */
public record Shape(int m, int n, int k, int products) {
  private static final Pattern NAME = Pattern.compile("m(\\d+)n(\\d+)k(\\d+)");

  /** Reads a shape such as {@code m16n8k16}; empty if the text is none. */
  public static Optional<Shape> find(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new Shape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                1))
        : Optional.empty();
  }

  /** Returns the shape with another k. */
  public Shape withK(int newK) {
    return new Shape(m, n, newK, products);
  }

  /** Returns so many independent products of this shape. */
  public Shape times(int count) {
    return new Shape(m, n, k, count);
  }

  int rows() {
    return m * products;
  }

  int elementsA() {
    return m * k * products;
  }

  int elementsB() {
    return n * k * products;
  }

  @Override
  public String toString() {
    return "m" + m + "n" + n + "k" + k;
  }
}
