package dev.warpsmith.kernels.emulator.tensor;

/**
 * How a tensor core adds a block of products of narrow floats to an accumulator.
 *
 * <p>The terms are shifted to a common exponent, cut off at {@link #fractionBits} below it, added
 * exactly, and the sum is rounded once. The package's description names the sources.
 *
 * @param terms products in a block
 * @param fractionBits bits kept below the largest exponent
 * @param leastExponent below which the common exponent does not fall
 * @param leastAccumulatorExponent the exponent of subnormal accumulators
 * @param rounding of the sum
 * @param separate whether the products are added up from zero and the accumulator comes last, with
 *     an ordinary addition
 */
record FusedSum(
    int terms,
    int fractionBits,
    int leastExponent,
    int leastAccumulatorExponent,
    Rounding rounding,
    boolean separate) {

  /** How a sum is rounded. */
  enum Rounding {
    /** Toward zero, to single precision. */
    SINGLE,
    /** Toward zero, to single precision's range with 13 fraction bits. */
    SHORT_SINGLE,
    /** To nearest even, to binary16. */
    HALF
  }

  /** Returns how a generation multiplies a format, with results in binary16 or single precision. */
  static FusedSum of(Generation generation, ElementFormat format, boolean half) {
    boolean eight = format.bits() == 8;
    int wide =
        switch (generation) {
          case VOLTA -> 4;
          case TURING, AMPERE, ADA -> 8;
          case HOPPER -> 16;
        };
    int terms = format == ElementFormat.TF32 ? Math.max(4, wide / 2) : wide;
    int fraction =
        switch (generation) {
          case VOLTA -> 23;
          case TURING, AMPERE, ADA -> 24;
          case HOPPER -> 25;
        };
    boolean cut = eight && generation != Generation.HOPPER;
    return new FusedSum(
        cut ? 16 : terms,
        cut ? 13 : fraction,
        generation == Generation.VOLTA && !half ? -1000 : half ? 4 - fraction : -108 - fraction,
        half ? -14 : -126,
        half ? Rounding.HALF : cut ? Rounding.SHORT_SINGLE : Rounding.SINGLE,
        eight && !cut);
  }

  /**
   * Finds the largest exponent of each block.
   *
   * @param k elements of a row of A or a column of B
   */
  void findLargest(int[] exponents, int count, int k, int[] largest) {
    int block = Math.min(terms, k);
    for (int first = 0; first < count; first += block) {
      int most = exponents[first];
      for (int t = 1; t < block; t++) {
        most = Math.max(most, exponents[first + t]);
      }
      largest[first] = most;
    }
  }

  /**
   * Adds products to an accumulator; all are finite.
   *
   * <p>Where the accumulator's exponent is above any that a product could have, which is common
   * once sums have grown, products need not be looked at to find the common one.
   *
   * @param i index of the first element of A
   * @param j index of the first element of B
   * @param count how many products, at most {@link #terms}
   */
  float add(Matrices m, int i, int j, int count, float accumulator) {
    double[] a = m.valuesA;
    double[] b = m.valuesB;
    int exponent = leastExponent;
    if (accumulator != 0) {
      int own = Math.max(Math.getExponent(accumulator), leastAccumulatorExponent);
      exponent = Math.max(exponent, own);
    }
    if (m.largestA[i] + m.largestB[j] > exponent) {
      exponent = Math.max(exponent, largest(m.exponentsA, i, m.exponentsB, j, count));
    }
    double scale = power(fractionBits - exponent);
    long sum = (long) (accumulator * scale);
    for (int t = 0; t < count; t += 4) {
      sum +=
          (long) (a[i + t] * b[j + t] * scale)
              + (long) (a[i + t + 1] * b[j + t + 1] * scale)
              + (long) (a[i + t + 2] * b[j + t + 2] * scale)
              + (long) (a[i + t + 3] * b[j + t + 3] * scale);
    }
    return round(sum * power(exponent - fractionBits));
  }

  /**
   * Tells whether {@link #addFours} or {@link #addEights} may stand for {@link #add}.
   *
   * @param block products at once
   */
  boolean addsRows(int block) {
    return rounding == Rounding.SINGLE && !separate && (block == 4 || block == 8);
  }

  /**
   * Adds a block of four products to each accumulator of a row; all are finite. Does what {@link
   * #add} does, with the row of A at hand.
   *
   * @param i index of the first element of A
   * @param j index of the first element of the first column of B
   * @param k elements of a column of B
   * @param sums accumulators, replaced by results, from {@code first}
   */
  void addFours(Matrices m, int i, int j, int k, float[] sums, int first, int count) {
    double[] b = m.valuesB;
    int[] q = m.exponentsB;
    double a0 = m.valuesA[i];
    double a1 = m.valuesA[i + 1];
    double a2 = m.valuesA[i + 2];
    double a3 = m.valuesA[i + 3];
    int p0 = m.exponentsA[i];
    int p1 = m.exponentsA[i + 1];
    int p2 = m.exponentsA[i + 2];
    int p3 = m.exponentsA[i + 3];
    for (int n = 0; n < count; n++) {
      int at = j + k * n;
      float accumulator = sums[first + n];
      int most = largest(p0 + q[at], p1 + q[at + 1], p2 + q[at + 2], p3 + q[at + 3]);
      int exponent = Math.max(most, exponent(accumulator));
      double scale = power(fractionBits - exponent);
      long sum =
          (long) (accumulator * scale)
              + (long) (a0 * b[at] * scale)
              + (long) (a1 * b[at + 1] * scale)
              + (long) (a2 * b[at + 2] * scale)
              + (long) (a3 * b[at + 3] * scale);
      sums[first + n] = Roundings.towardZero(sum * power(exponent - fractionBits));
    }
  }

  /** Does the same with a block of eight. */
  void addEights(Matrices m, int i, int j, int k, float[] sums, int first, int count) {
    double[] b = m.valuesB;
    int[] q = m.exponentsB;
    double a0 = m.valuesA[i];
    double a1 = m.valuesA[i + 1];
    double a2 = m.valuesA[i + 2];
    double a3 = m.valuesA[i + 3];
    double a4 = m.valuesA[i + 4];
    double a5 = m.valuesA[i + 5];
    double a6 = m.valuesA[i + 6];
    double a7 = m.valuesA[i + 7];
    int p0 = m.exponentsA[i];
    int p1 = m.exponentsA[i + 1];
    int p2 = m.exponentsA[i + 2];
    int p3 = m.exponentsA[i + 3];
    int p4 = m.exponentsA[i + 4];
    int p5 = m.exponentsA[i + 5];
    int p6 = m.exponentsA[i + 6];
    int p7 = m.exponentsA[i + 7];
    for (int n = 0; n < count; n++) {
      int at = j + k * n;
      float accumulator = sums[first + n];
      int low = largest(p0 + q[at], p1 + q[at + 1], p2 + q[at + 2], p3 + q[at + 3]);
      int high = largest(p4 + q[at + 4], p5 + q[at + 5], p6 + q[at + 6], p7 + q[at + 7]);
      int exponent = Math.max(Math.max(low, high), exponent(accumulator));
      double scale = power(fractionBits - exponent);
      long sum =
          (long) (accumulator * scale)
              + (long) (a0 * b[at] * scale)
              + (long) (a1 * b[at + 1] * scale)
              + (long) (a2 * b[at + 2] * scale)
              + (long) (a3 * b[at + 3] * scale)
              + (long) (a4 * b[at + 4] * scale)
              + (long) (a5 * b[at + 5] * scale)
              + (long) (a6 * b[at + 6] * scale)
              + (long) (a7 * b[at + 7] * scale);
      sums[first + n] = Roundings.towardZero(sum * power(exponent - fractionBits));
    }
  }

  private static int largest(int a, int b, int c, int d) {
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  /** Returns the least common exponent beside an accumulator. */
  private int exponent(float accumulator) {
    int own = (Float.floatToRawIntBits(accumulator) >>> 23 & 0xFF) - Float.MAX_EXPONENT;
    return Math.max(
        leastExponent, accumulator == 0 ? leastExponent : Math.max(own, leastAccumulatorExponent));
  }

  private static int largest(int[] a, int i, int[] b, int j, int count) {
    int largest = Integer.MIN_VALUE;
    for (int t = 0; t < count; t += 4) {
      int first = Math.max(a[i + t] + b[j + t], a[i + t + 1] + b[j + t + 1]);
      int second = Math.max(a[i + t + 2] + b[j + t + 2], a[i + t + 3] + b[j + t + 3]);
      largest = Math.max(largest, Math.max(first, second));
    }
    return largest;
  }

  private static double power(int exponent) {
    return Double.longBitsToDouble((long) (1023 + exponent) << 52);
  }

  private float round(double sum) {
    return switch (rounding) {
      case SINGLE -> Roundings.towardZero(sum, 23);
      case SHORT_SINGLE -> Roundings.towardZero(sum, 13);
      case HALF -> Roundings.nearestHalf(sum);
    };
  }
}
