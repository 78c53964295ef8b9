package dev.warpsmith.kernels.emulator.tensor;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A product of narrow floats on tensor cores. */
public final class FloatProduct implements MatrixProduct {
  private final Shape shape;
  private final ElementFormat formatA;
  private final ElementFormat formatB;
  private final boolean halfC;
  private final boolean halfD;
  private final Map<Generation, FusedSum> sums = new EnumMap<>(Generation.class);

  /**
   * Makes a product.
   *
   * @param halfC whether C is binary16, not single precision
   * @param halfD whether D is
   */
  public FloatProduct(
      Shape shape, ElementFormat formatA, ElementFormat formatB, boolean halfC, boolean halfD) {
    this.shape = shape;
    this.formatA = formatA;
    this.formatB = formatB;
    this.halfC = halfC;
    this.halfD = halfD;
    for (Generation generation : Generation.values()) {
      sums.put(generation, FusedSum.of(generation, formatA, halfC && halfD));
    }
  }

  @Override
  public void multiply(Matrices m, Generation generation) {
    FusedSum sum = Objects.requireNonNull(sums.get(generation));
    if (sum.separate()) {
      pairsFirst(m.a, m.d, shape.m() * shape.k());
      pairsFirst(m.b, m.d, shape.n() * shape.k());
    }
    boolean finiteA = formatA.decode(m.a, shape.elementsA(), m.valuesA, m.exponentsA);
    boolean finiteB = formatB.decode(m.b, shape.elementsB(), m.valuesB, m.exponentsB);
    boolean finite = finiteA && finiteB;
    int block = Math.min(sum.terms(), shape.k());
    if (finite && sum.addsRows(block) && !halfC && !halfD && rows(sum, m, block)) {
      return;
    }
    sum.findLargest(m.exponentsA, shape.elementsA(), shape.k(), m.largestA);
    sum.findLargest(m.exponentsB, shape.elementsB(), shape.k(), m.largestB);
    for (int i = 0; i < shape.rows(); i++) {
      int firstColumn = i / shape.m() * shape.n();
      for (int j = 0; j < shape.n(); j++) {
        int at = i * shape.n() + j;
        float c = accumulator(m.c[at]);
        int a = i * shape.k();
        int b = (firstColumn + j) * shape.k();
        float d = sum.separate() ? c + dot(sum, m, a, b, 0, finite) : dot(sum, m, a, b, c, finite);
        m.d[at] = result(d);
      }
    }
  }

  /** Multiplies row by row, if all accumulators are finite and stay so. */
  private boolean rows(FusedSum sum, Matrices m, int block) {
    float[] sums = m.sums;
    int results = shape.rows() * shape.n();
    for (int at = 0; at < results; at++) {
      sums[at] = Float.intBitsToFloat((int) m.c[at]);
    }
    for (int k = 0; k < shape.k(); k += block) {
      if (!areFinite(sums, results)) {
        return false;
      }
      for (int i = 0; i < shape.rows(); i++) {
        row(sum, m, i, k, block);
      }
    }
    for (int at = 0; at < results; at++) {
      m.d[at] = Float.floatToRawIntBits(sums[at]) & 0xFFFFFFFFL;
    }
    return true;
  }

  private static boolean areFinite(float[] sums, int count) {
    float most = 0;
    for (int at = 0; at < count; at++) {
      most = Math.max(most, Math.abs(sums[at]));
    }
    return most <= Float.MAX_VALUE;
  }

  private void row(FusedSum sum, Matrices m, int i, int k, int block) {
    int a = i * shape.k() + k;
    int b = i / shape.m() * shape.n() * shape.k() + k;
    int first = i * shape.n();
    if (block == 8) {
      sum.addEights(m, a, b, shape.k(), m.sums, first, shape.n());
    } else {
      sum.addFours(m, a, b, shape.k(), m.sums, first, shape.n());
    }
  }

  private float accumulator(long bits) {
    return halfC ? (float) ElementFormat.F16.value((int) bits) : Float.intBitsToFloat((int) bits);
  }

  private long result(float d) {
    if (!halfD) {
      return Float.floatToRawIntBits(Float.isNaN(d) ? Roundings.NAN : d) & 0xFFFFFFFFL;
    }
    return Roundings.halfBits(Float.isNaN(d) ? d : Roundings.nearestHalf(d));
  }

  private float dot(FusedSum sum, Matrices m, int a, int b, float accumulator, boolean finite) {
    float total = accumulator;
    for (int k = 0; k < shape.k(); k += sum.terms()) {
      int count = Math.min(sum.terms(), shape.k() - k);
      if (finite && Math.abs(total) <= Float.MAX_VALUE) {
        total = sum.add(m, a + k, b + k, count, total);
      } else {
        total = careful(sum, m, a + k, b + k, count, total);
      }
    }
    return total;
  }

  /** Adds terms that may be infinite or NaN; sums of finite ones cannot overflow a double. */
  private static float careful(FusedSum sum, Matrices m, int a, int b, int count, float total) {
    double rough = total;
    for (int t = 0; t < count; t++) {
      rough += m.valuesA[a + t] * m.valuesB[b + t];
    }
    if (Double.isNaN(rough)) {
      return Roundings.NAN;
    }
    return Double.isInfinite(rough) ? (float) rough : sum.add(m, a, b, count, total);
  }

  /** Moves, within each 32 elements of k, those with {@code k mod 4} below 2 before the others. */
  private void pairsFirst(long[] elements, long[] room, int count) {
    for (int first = 0; first < count; first += shape.k()) {
      for (int k = 0; k < shape.k(); k++) {
        room[(k & 2) / 2 * shape.k() / 2 + k / 4 * 2 + (k & 1)] = elements[first + k];
      }
      System.arraycopy(room, 0, elements, first, shape.k());
    }
  }
}
