package dev.warpsmith.kernels.emulator.tensor;

/** Roundings of exact sums, held as doubles. */
final class Roundings {
  private static final double LEAST_NORMAL = 0x1p-126;
  private static final double SINGLE_OVERFLOW = 0x1p128;
  private static final double HALF_OVERFLOW = 65520;
  private static final int LEAST_HALF_EXPONENT = -14;

  /** NaN as tensor cores write it. */
  static final float NAN = Float.intBitsToFloat(0x7FFFFFFF);

  private Roundings() {}

  /**
   * Cuts to single precision's range with so many fraction bits; what is too large is infinite.
   *
   * @param fractionBits at most 23
   */
  static float towardZero(double value, int fractionBits) {
    double magnitude = Math.abs(value);
    if (magnitude >= LEAST_NORMAL) {
      long dropped = (1L << (52 - fractionBits)) - 1;
      double cut = Double.longBitsToDouble(Double.doubleToRawLongBits(value) & ~dropped);
      return magnitude < SINGLE_OVERFLOW ? (float) cut : (float) value;
    }
    double unit = fractionBits == 23 ? 0x1p-149 : LEAST_NORMAL / (1 << fractionBits);
    return (float) Math.copySign(((long) (magnitude / unit)) * unit, value);
  }

  /** Cuts to single precision. */
  static float towardZero(double value) {
    float nearest = (float) value;
    double magnitude = Math.abs(value);
    if (magnitude >= SINGLE_OVERFLOW) {
      return nearest;
    }
    int over = Math.abs((double) nearest) > magnitude ? 1 : 0;
    return Float.intBitsToFloat(Float.floatToRawIntBits(nearest) - over);
  }

  /** Rounds to binary16, nearest even, and returns the value. */
  static float nearestHalf(double value) {
    double magnitude = Math.abs(value);
    if (magnitude >= HALF_OVERFLOW) {
      return (float) Math.copySign(Double.POSITIVE_INFINITY, value);
    }
    int exponent = Math.max(Math.getExponent(magnitude), LEAST_HALF_EXPONENT) - 10;
    double unit = Math.scalb(1.0, exponent);
    return (float) (Math.rint(value / unit) * unit);
  }

  /** Returns the bits of a value that binary16 can hold; NaN is {@code 0x7FFF}. */
  static int halfBits(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(magnitude)) {
      return 0x7FFF;
    }
    if (magnitude < 0x1p-14f) {
      return sign | (int) (magnitude * 0x1p24f);
    }
    return magnitude > 65504f
        ? sign | 0x7C00
        : sign | ((bits & Integer.MAX_VALUE) - 0x38000000) >>> 13;
  }
}
