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
   * Adds products to an accumulator; all are finite.
   *
   * @param i index of the first element of A
   * @param j index of the first element of B
   * @param count how many products, at most {@link #terms}
   */
  float add(Matrices m, int i, int j, int count, float accumulator) {
    double[] a = m.valuesA;
    double[] b = m.valuesB;
    int[] ea = m.exponentsA;
    int[] eb = m.exponentsB;
    int exponent = leastExponent;
    if (accumulator != 0) {
      int own = Math.max(Math.getExponent(accumulator), leastAccumulatorExponent);
      exponent = Math.max(exponent, own);
    }
    for (int t = 0; t < count; t += 4) {
      int first = Math.max(ea[i + t] + eb[j + t], ea[i + t + 1] + eb[j + t + 1]);
      int second = Math.max(ea[i + t + 2] + eb[j + t + 2], ea[i + t + 3] + eb[j + t + 3]);
      exponent = Math.max(exponent, Math.max(first, second));
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
