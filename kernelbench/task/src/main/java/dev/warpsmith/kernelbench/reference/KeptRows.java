package dev.warpsmith.kernelbench.reference;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Rows of elements that were computed last. Safe for concurrent use. */
final class KeptRows {
  private static final int MOST = 64;
  private static final long MOST_ELEMENTS = 1 << 22;

  private final AtomicReferenceArray<@Nullable Row> rows;

  /**
   * Keeps none yet.
   *
   * @param length of a row
   */
  KeptRows(long length) {
    long count = Math.min(MOST, MOST_ELEMENTS / Math.max(1, length));
    this.rows = new AtomicReferenceArray<>((int) Math.max(1, count));
  }

  /** Returns a row by its number, computed now unless it is kept. */
  double[] row(long number, LongFunction<double[]> computed) {
    int place = (int) (number % rows.length());
    @Nullable Row known = rows.get(place);
    if (known == null || known.number != number) {
      known = new Row(number, computed.apply(number));
      rows.set(place, known);
    }
    return known.elements;
  }

  private static final class Row {
    private final long number;
    private final double[] elements;

    Row(long number, double[] elements) {
      this.number = number;
      this.elements = elements;
    }
  }
}
