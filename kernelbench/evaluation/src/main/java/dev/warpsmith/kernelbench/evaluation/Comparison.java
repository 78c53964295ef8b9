package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares one output with its reference, element by element.
 *
 * <p>An element is right if {@code |out - ref| <= atol + rtol * |ref|}; where the reference,
 * rounded to the output's type, is NaN or infinite, the element must be the same. Elements of
 * integer types must be equal, or {@link Ties tied}. The whole is right if every element is and the
 * normalised error {@code ‖out - ref‖ / ‖ref‖} over the finite elements is within its bound, which
 * finds what hides below an absolute tolerance: zeros in place of small numbers, or arithmetic in a
 * smaller type.
 */
final class Comparison {
  private final String name;
  private final DType dtype;
  private final long[] shape;
  private final Tolerance tolerance;
  private final Ties ties;

  private long compared;
  private long wrong;
  private long unwritten;
  private long firstWrong;
  private double firstExpected;
  private double firstGot;
  private boolean firstUnwritten;
  private double worst;
  private double squaredError;
  private double squaredReference;

  Comparison(String name, DType dtype, long[] shape, Tolerance tolerance) {
    this(name, dtype, shape, tolerance, Ties.none());
  }

  Comparison(String name, DType dtype, long[] shape, Tolerance tolerance, Ties ties) {
    this.ties = ties;
    this.name = name;
    this.dtype = dtype;
    this.shape = shape.clone();
    this.tolerance = tolerance;
  }

  /**
   * Compares an element.
   *
   * @param poisoned whether the element still has the bits that it had before the launch
   */
  void add(long index, double reference, double got, boolean poisoned) {
    compared++;
    double expected = Elements.rounded(dtype, reference);
    boolean right;
    if (!dtype.floating() || Double.isNaN(expected) || Double.isInfinite(expected)) {
      right = Double.compare(expected, got) == 0 || expected == got || tied(index, expected, got);
    } else {
      double difference = Math.abs(got - reference);
      right = difference <= tolerance.absolute() + tolerance.relative() * Math.abs(reference);
      squaredReference += reference * reference;
      if (!Double.isNaN(difference)) {
        squaredError += difference * difference;
        worst = Math.max(worst, difference);
      }
    }
    if (!right) {
      unwritten += poisoned ? 1 : 0;
      if (wrong++ == 0) {
        firstWrong = index;
        firstExpected = expected;
        firstGot = got;
        firstUnwritten = poisoned;
      }
    }
  }

  /** Asks for ties, which are costly to find, until one element is wrong. */
  private boolean tied(long index, double expected, double got) {
    return wrong == 0 && !dtype.floating() && ties.admits(index, expected, got);
  }

  /** Returns the number of elements compared. */
  long compared() {
    return compared;
  }

  /** Returns the largest difference of finite elements. */
  double largestError() {
    return worst;
  }

  /** Returns ‖out - ref‖ / ‖ref‖ over finite elements; 0 if both are 0. */
  double normalisedError() {
    return normalised(squaredError, squaredReference);
  }

  /** Returns the quotient of two norms whose squares are given, finite where the second is 0. */
  static double normalised(double squaredError, double squaredReference) {
    if (squaredError == 0) {
      return 0;
    }
    return Math.sqrt(squaredError) / Math.sqrt(Math.max(squaredReference, Double.MIN_NORMAL));
  }

  /** Tells what is wrong, or empty if the output is right. */
  Optional<String> problem(double normalisedBound) {
    if (wrong > 0) {
      return Optional.of(firstUnwritten ? unwrittenProblem() : wrongProblem());
    }
    if (dtype.floating() && normalisedError() > normalisedBound) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s has a normalised error of %.2e, over the bound of %.2e for %s arithmetic",
              name,
              normalisedError(),
              normalisedBound,
              dtype.directiveName()));
    }
    return Optional.empty();
  }

  private String unwrittenProblem() {
    return Indices.element(name, shape, firstWrong)
        + " was not written ("
        + unwritten
        + " of "
        + compared
        + " elements compared still hold what was there before the launch)";
  }

  private String wrongProblem() {
    String limit =
        dtype.floating()
            ? String.format(
                Locale.ROOT,
                " (|difference| %.3g, allowed %.3g)",
                Math.abs(firstGot - firstExpected),
                tolerance.absolute() + tolerance.relative() * Math.abs(firstExpected))
            : "";
    return Indices.element(name, shape, firstWrong)
        + " = "
        + number(firstGot)
        + ", expected "
        + number(firstExpected)
        + limit
        + "; "
        + wrong
        + " of "
        + compared
        + " elements compared are wrong";
  }

  private String number(double value) {
    if (!dtype.floating()) {
      return Long.toString((long) value);
    }
    return dtype == DType.F64 ? Double.toString(value) : Float.toString((float) value);
  }
}
