package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import java.nio.ByteBuffer;

/** The errors of some elements of an output; see {@link Comparison} for what makes one wrong. */
final class ElementErrors {
  private final DType dtype;
  private final double absolute;
  private final double relative;
  private final Ties ties;

  private final WrongValues wrong = new WrongValues();
  private long compared;
  private double worst;
  private double squaredError;
  private double squaredReference;

  ElementErrors(DType dtype, Tolerance tolerance, Ties ties) {
    this.dtype = dtype;
    this.absolute = tolerance.absolute();
    this.relative = tolerance.relative();
    this.ties = ties;
  }

  /**
   * Compares an element.
   *
   * @param poisoned whether the element still has the bits that it had before the launch
   * @return whether it is wrong
   */
  boolean add(long index, double reference, double got, boolean poisoned) {
    compared++;
    double expected = Elements.rounded(dtype, reference);
    boolean right;
    if (!dtype.floating() || !(Math.abs(expected) <= Double.MAX_VALUE)) {
      right = Double.compare(expected, got) == 0 || expected == got || tied(index, expected, got);
    } else {
      double difference = Math.abs(got - reference);
      right = difference <= absolute + relative * Math.abs(reference);
      squaredReference += reference * reference;
      if (difference <= Double.MAX_VALUE) {
        squaredError += difference * difference;
        worst = Math.max(worst, difference);
      }
    }
    if (!right) {
      wrong.add(index, expected, got, poisoned);
    }
    return !right;
  }

  /** Asks for ties, which are costly to find, until one element is wrong. */
  private boolean tied(long index, double expected, double got) {
    return wrong.count() == 0 && ties.admits(index, expected, got);
  }

  /**
   * Compares consecutive elements.
   *
   * @param first index of the first
   * @param references of which the first to use stands at {@code from}
   * @param got in little-endian order, the first to use at {@code from} elements from its start
   * @param poison the byte that filled the output before the launch
   */
  ComparedIndices.Run addAll(
      long first, double[] references, int from, int count, ByteBuffer got, byte poison) {
    long[] bits = new long[0];
    int done = 0;
    while (done < count) {
      done += dtype == DType.F32 ? skipRight(references, got, from + done, from + count) : 0;
      if (done < count) {
        int at = from + done;
        double value = Elements.get(dtype, got, at);
        boolean poisoned = SizeRun.poisoned(got, at, dtype.bytes(), poison);
        if (add(first + done, references[at], value, poisoned)) {
          bits = bits.length == 0 ? new long[(count + 63) >>> 6] : bits;
          bits[done >>> 6] |= 1L << done;
        }
        done++;
      }
    }
    return new ComparedIndices.Run(first, count, bits);
  }

  /** Compares float32 elements up to the first that is wrong or not finite; returns how many. */
  private int skipRight(double[] references, ByteBuffer got, int begin, int end) {
    double error = squaredError;
    double reference = squaredReference;
    double largest = worst;
    int i = begin;
    for (; i < end; i++) {
      double expected = references[i];
      double difference = Math.abs(got.getFloat(i * Float.BYTES) - expected);
      double size = Math.abs(expected);
      if (!(difference <= absolute + relative * size && size <= Float.MAX_VALUE)) {
        break;
      }
      error += difference * difference;
      reference += expected * expected;
      largest = Math.max(largest, difference);
    }
    squaredError = error;
    squaredReference = reference;
    worst = largest;
    compared += i - begin;
    return i - begin;
  }

  /** Adds the errors of elements after these. */
  void merge(ElementErrors other) {
    compared += other.compared;
    worst = Math.max(worst, other.worst);
    squaredError += other.squaredError;
    squaredReference += other.squaredReference;
    wrong.merge(other.wrong);
  }

  WrongValues wrong() {
    return wrong;
  }

  long compared() {
    return compared;
  }

  /** Returns the largest difference of finite elements. */
  double worst() {
    return worst;
  }

  /** Returns ‖out - ref‖ / ‖ref‖ over finite elements; 0 if both are 0. */
  double normalised() {
    return Comparison.normalised(squaredError, squaredReference);
  }
}
