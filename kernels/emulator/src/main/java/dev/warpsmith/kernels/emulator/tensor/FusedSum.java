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
