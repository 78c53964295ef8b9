package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.task.Distribution.Structure;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongToDoubleFunction;

/**
 * What a distribution's structures make of its draws, element by element. Safe for concurrent use.
 *
 * @param rows of each matrix, which the last two dims are
 * @param columns the last dim
 * @param kept rows of a softmax that were computed last
 */
record Structured(List<Structure> structures, long rows, long columns, KeptRows kept) {
  /** Returns the structures of a tensor at a size of its task. */
  static Structured of(List<Structure> structures, TensorSpec tensor, Bindings size) {
    if (structures.isEmpty()) {
      return new Structured(structures, 1, 1, new KeptRows(1));
    }
    long[] shape = tensor.shape(size);
    long columns = shape.length < 1 ? 1 : shape[shape.length - 1];
    long rows = shape.length < 2 ? 1 : shape[shape.length - 2];
    return new Structured(structures, rows, columns, new KeptRows(columns));
  }

  /** Returns these structures for other draws. */
  Structured fresh() {
    return isEmpty() ? this : new Structured(structures, rows, columns, new KeptRows(columns));
  }

  boolean isEmpty() {
    return structures.isEmpty();
  }

  /**
   * Returns an element.
   *
   * @param draws by index
   * @param scale the number that scales the whole tensor
   */
  double at(LongToDoubleFunction draws, DoubleSupplier scale, long index) {
    return at(structures.size() - 1, draws, scale, index);
  }

  /** Returns what the structures up to one make. */
  private double at(int last, LongToDoubleFunction draws, DoubleSupplier scale, long index) {
    if (last < 0) {
      return draws.applyAsDouble(index);
    }
    LongToDoubleFunction inner = i -> at(last - 1, draws, scale, i);
    long row = index / columns % rows;
    long column = index % columns;
    return switch (structures.get(last)) {
      case TRIU -> column >= row ? inner.applyAsDouble(index) : 0;
      case TRIL -> column <= row ? inner.applyAsDouble(index) : 0;
      case SYMMETRIC -> {
        long transposed = index + (column - row) * columns - (column - row);
        yield (inner.applyAsDouble(index) + inner.applyAsDouble(transposed)) / 2;
      }
      case SCALED -> scale.getAsDouble() * inner.applyAsDouble(index);
      case SOFTMAX -> kept.row(index / columns, number -> softmax(number, inner))[(int) column];
    };
  }

  private double[] softmax(long number, LongToDoubleFunction inner) {
    double[] parts = new double[Math.toIntExact(columns)];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = inner.applyAsDouble(number * columns + i);
      largest = Math.max(largest, parts[i]);
    }
    double sum = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.exp(parts[i] - largest);
      sum += parts[i];
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] /= sum;
    }
    return parts;
  }
}
