package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

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
public final class Comparison {
  /** Elements that one core compares at a time. */
  private static final int CHUNK = 1 << 16;

  private final String name;
  private final DType dtype;
  private final long[] shape;
  private final Tolerance tolerance;
  private final Ties ties;

  private final ElementErrors errors;
  private final ComparedIndices indices = new ComparedIndices();

  public Comparison(String name, DType dtype, long[] shape, Tolerance tolerance) {
    this(name, dtype, shape, tolerance, Ties.none());
  }

  Comparison(String name, DType dtype, long[] shape, Tolerance tolerance, Ties ties) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape.clone();
    this.tolerance = tolerance;
    this.ties = ties;
    this.errors = new ElementErrors(dtype, tolerance, ties);
  }

  /**
   * Compares an element.
   *
   * @param poisoned whether the element still has the bits that it had before the launch
   */
  void add(long index, double reference, double got, boolean poisoned) {
    indices.add(index, errors.add(index, reference, got, poisoned));
  }

  /**
   * Compares consecutive elements, on all cores; what comes of it does not depend on how many there
   * are.
   *
   * @param first index of the first
   * @param references as many as are to be compared
   * @param got the same number of elements, in little-endian order, from the buffer's start
   * @param poison the byte that filled the output before the launch
   */
  public void addAll(long first, double[] references, ByteBuffer got, byte poison) {
    int chunks = (int) (((long) references.length + CHUNK - 1) / CHUNK);
    ElementErrors[] parts = new ElementErrors[chunks];
    ComparedIndices.Run[] runs = new ComparedIndices.Run[chunks];
    IntStream range = IntStream.range(0, chunks);
    (chunks > 1 ? range.parallel() : range)
        .forEach(
            chunk -> {
              int from = chunk * CHUNK;
              int count = Math.min(CHUNK, references.length - from);
              ElementErrors part = new ElementErrors(dtype, tolerance, ties);
              runs[chunk] = part.addAll(first + from, references, from, count, got, poison);
              parts[chunk] = part;
            });
    for (int chunk = 0; chunk < chunks; chunk++) {
      errors.merge(parts[chunk]);
      indices.add(runs[chunk]);
    }
  }

  /** Returns the number of elements compared. */
  long compared() {
    return errors.compared();
  }

  /** Returns the largest difference of finite elements. */
  double largestError() {
    return errors.worst();
  }

  /** Returns by how much the output is off. */
  HonestError error() {
    return new HonestError(normalisedError(), largestError());
  }

  /**
   * Returns ‖out - ref‖ / ‖ref‖ over finite elements; 0 if both are 0, or if the elements differ by
   * less than float32's smallest normal number, below which hardware may flush to zero.
   */
  public double normalisedError() {
    return errors.normalised();
  }

  /** Returns the quotient of two norms whose squares are given, finite where the second is 0. */
  static double normalised(double squaredError, double squaredReference) {
    if (squaredError == 0) {
      return 0;
    }
    return Math.sqrt(squaredError) / Math.sqrt(Math.max(squaredReference, Double.MIN_NORMAL));
  }

  /** Tells what is wrong, or empty if the output is right. */
  public Optional<String> problem(double normalisedBound) {
    Optional<WrongValues.Element> wrong = errors.wrong().first();
    if (wrong.isPresent()) {
      return wrong.map(first -> first.unwritten() ? unwrittenProblem(first) : wrongProblem(first));
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

  /**
   * Returns what helps to find the fault: how far off, where, what it looks like; empty if right.
   */
  List<String> details() {
    return new ErrorReport(name, dtype, shape, errors.wrong(), indices).lines();
  }

  private String unwrittenProblem(WrongValues.Element first) {
    return Indices.element(name, shape, first.index())
        + " was not written ("
        + errors.wrong().unwritten()
        + " of "
        + compared()
        + " elements compared still hold what was there before the launch)";
  }

  private String wrongProblem(WrongValues.Element first) {
    String limit =
        dtype.floating() && first.difference() <= Double.MAX_VALUE
            ? String.format(
                Locale.ROOT,
                " (|difference| %.3g, allowed %.3g)",
                first.difference(),
                tolerance.absolute() + tolerance.relative() * Math.abs(first.expected()))
            : "";
    return Indices.element(name, shape, first.index())
        + " = "
        + Indices.number(dtype, first.got())
        + ", expected "
        + Indices.number(dtype, first.expected())
        + limit
        + "; "
        + errors.wrong().count()
        + " of "
        + compared()
        + " elements compared are wrong";
  }
}
