package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Polynomial;
import java.util.List;

/** Arithmetic on lengths of dims that keeps their expressions short. */
final class Lengths {
  private Lengths() {}

  static Expression shortest(Expression length) {
    return length.asName().isPresent() ? length : Polynomial.of(length).expression();
  }

  /** Returns the product of lengths. */
  static Polynomial product(List<Expression> lengths) {
    return lengths.stream().map(Polynomial::of).reduce(Polynomial.of(1), Polynomial::times);
  }

  /** Returns the lowest integer not below {@code length / by}. */
  private static Polynomial ceildiv(Polynomial length, int by) {
    return length.plus(Polynomial.of(by - 1)).dividedBy(Polynomial.of(by));
  }

  /**
   * Returns how many windows fit a padded dim.
   *
   * @param window its length, counting what dilation skips, less 1
   */
  static Expression windows(Expression length, Polynomial window, int stride, int padding) {
    return Polynomial.of(length)
        .plus(Polynomial.of(2L * padding))
        .minus(window)
        .minus(Polynomial.of(1))
        .dividedBy(Polynomial.of(stride))
        .plus(Polynomial.of(1))
        .expression();
  }

  /**
   * Returns how many windows begin inside a dim or the padding before it, where the last may end
   * outside.
   */
  static Expression startedWindows(Expression length, Polynomial window, int stride, int padding) {
    Polynomial padded = Polynomial.of(length).plus(Polynomial.of(padding));
    Polynomial fitting = padded.plus(Polynomial.of(padding)).minus(window);
    Polynomial all = ceildiv(fitting.minus(Polynomial.of(1)), stride).plus(Polynomial.of(1));
    Polynomial begun = ceildiv(padded, stride);
    return Polynomial.of(Expression.parse("min(" + all + ", " + begun + ")")).expression();
  }
}
