package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import java.nio.ByteBuffer;

/** The errors of some elements of an output; see {@link Comparison} for what makes one wrong. */
final class ElementErrors {
  /**
   * Elements that are decoded before they are compared: few enough to stay in the nearest cache.
   */
  private static final int BATCH = 1 << 10;

  /** Numbers with the bits of a poison are NaN, or larger. */
  private static final double POISONED = 1e38;

  private static final double LARGEST_HALF = 65504;
  private static final double LARGEST_BFLOAT = 0x1.fep127;

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
    double[] values = new double[Math.min(BATCH, count)];
    double[] expected = new double[values.length];
    int done = dtype == DType.F32 ? skipRight(references, got, from, from + count) : 0;
    while (done < count) {
      int batch = Math.min(BATCH, count - done);
      int at = from + done;
      bits = bits.length == 0 ? new long[(count + 63) >>> 6] : bits;
      Elements.getAll(dtype, got, at, values, batch);
      int i = 0;
      if (dtype.floating()) {
        Elements.roundAll(dtype, references, at, expected, batch);
      }
      while (i < batch) {
        int run = dtype.floating() ? skipRight(references, at, values, i, batch) : 0;
        i += run;
        int wrongs = dtype.floating() ? wrongRun(references, at, values, expected, i, batch) : 0;
        wrong.addRun(first + done, expected, values, i, i + wrongs);
        set(bits, done + i, wrongs);
        i += wrongs;
        if (run + wrongs == 0) {
          boolean poisoned = SizeRun.poisoned(got, at + i, dtype.bytes(), poison);
          boolean isWrong = add(first + done + i, references[at + i], values[i], poisoned);
          set(bits, done + i, isWrong ? 1 : 0);
          i++;
        }
      }
      done += batch;
      done += dtype == DType.F32 ? skipRight(references, got, from + done, from + count) : 0;
    }
    return new ComparedIndices.Run(first, count, wrong.count() == 0 ? new long[0] : bits);
  }

  private static void set(long[] bits, int from, int count) {
    for (int i = from; i < from + count; i++) {
      bits[i >>> 6] |= 1L << i;
    }
  }

  /** Compares elements up to the first that is wrong or not finite; returns how many. */
  private int skipRight(double[] references, int at, double[] values, int begin, int end) {
    double limit = largest(dtype);
    double error = 0;
    double reference = 0;
    double largest = worst;
    int i = begin;
    for (; i < end; i++) {
      double expected = references[at + i];
      double difference = Math.abs(values[i] - expected);
      double size = Math.abs(expected);
      if (!(difference <= absolute + relative * size && size <= limit)) {
        break;
      }
      error += difference * difference;
      reference += expected * expected;
      largest = Math.max(largest, difference);
    }
    add(i - begin, error, reference, largest);
    return i - begin;
  }

  /** Compares elements as long as they are wrong, finite and other than the poison. */
  private int wrongRun(
      double[] references, int at, double[] values, double[] expected, int begin, int end) {
    double error = 0;
    double reference = 0;
    double largest = worst;
    int i = begin;
    for (; i < end; i++) {
      double size = Math.abs(references[at + i]);
      double difference = Math.abs(values[i] - references[at + i]);
      boolean isWrong = difference > absolute + relative * size;
      boolean plain = Math.abs(values[i]) < POISONED && Math.abs(expected[i]) <= POISONED;
      if (!isWrong || !plain) {
        break;
      }
      error += difference * difference;
      reference += size * size;
      largest = Math.max(largest, difference);
    }
    add(i - begin, error, reference, largest);
    return i - begin;
  }

  private void add(int count, double error, double reference, double largest) {
    compared += count;
    squaredError += error;
    squaredReference += reference;
    worst = largest;
  }

  /** Returns a bound below which a reference is finite once it is rounded. */
  private static double largest(DType dtype) {
    return switch (dtype) {
      case F16 -> LARGEST_HALF;
      case F64 -> Double.MAX_VALUE;
      default -> LARGEST_BFLOAT;
    };
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
    double flushed = dtype == DType.F32 || dtype == DType.BF16 ? Float.MIN_NORMAL : 0;
    return squaredError <= compared * flushed * flushed
        ? 0
        : Comparison.normalised(squaredError, squaredReference);
  }
}
