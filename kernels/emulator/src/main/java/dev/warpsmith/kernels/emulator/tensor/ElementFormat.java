package dev.warpsmith.kernels.emulator.tensor;

/** A narrow floating-point format that tensor cores multiply. */
public enum ElementFormat {
  F16(16, 5, 10),
  BF16(16, 8, 7),
  /** The low 13 bits of the register are ignored. */
  TF32(32, 8, 10),
  /** Without infinities; all bits but the sign set are NaN. */
  E4M3(8, 4, 3),
  E5M2(8, 5, 2);

  /** The exponent of zero: below that of any product. */
  static final int ZERO = -2000;

  private final int bits;
  private final int exponentBits;
  private final int fractionBits;

  ElementFormat(int bits, int exponentBits, int fractionBits) {
    this.bits = bits;
    this.exponentBits = exponentBits;
    this.fractionBits = fractionBits;
  }

  /** Returns the bits that an element takes in a register. */
  public int bits() {
    return bits;
  }

  /**
   * Takes elements apart into values and exponents; the exponent of subnormals is the least normal
   * one.
   *
   * @return whether all are finite
   */
  boolean decode(long[] elements, int count, double[] values, int[] exponents) {
    if (this == TF32) {
      return decodeTf32(elements, count, values, exponents);
    }
    int bias = (1 << (exponentBits - 1)) - 1;
    int most = (1 << exponentBits) - 1;
    int one = 1 << fractionBits;
    boolean finite = true;
    for (int k = 0; k < count; k++) {
      int element = (int) elements[k];
      int magnitude = element & (one << exponentBits) - 1;
      int exponent = magnitude >>> fractionBits;
      int fraction = magnitude & one - 1;
      boolean negative = (element >>> (fractionBits + exponentBits) & 1) != 0;
      if (exponent == most && special(fraction, one)) {
        finite = false;
        double infinity = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        values[k] = fraction == 0 ? infinity : Double.NaN;
        exponents[k] = 0;
        continue;
      }
      int power = Math.max(exponent, 1) - bias;
      int significand = exponent == 0 ? fraction : fraction + one;
      double unit = Double.longBitsToDouble((long) (1023 + power - fractionBits) << 52);
      values[k] = (negative ? -significand : significand) * unit;
      exponents[k] = significand == 0 ? ZERO : power;
    }
    return finite;
  }

  /** A register holds a float32 whose 13 lowest bits tensor cores do not read. */
  private static boolean decodeTf32(long[] elements, int count, double[] values, int[] exponents) {
    boolean finite = true;
    for (int k = 0; k < count; k++) {
      int bits = (int) elements[k] & 0xFFFFE000;
      int exponent = bits >>> 23 & 0xFF;
      values[k] = Float.intBitsToFloat(bits);
      exponents[k] = (bits & 0x7FFFFFFF) == 0 ? ZERO : Math.max(exponent, 1) - 127;
      finite &= exponent != 0xFF;
    }
    return finite;
  }

  private boolean special(int fraction, int one) {
    return this != E4M3 || fraction == one - 1;
  }

  /** Returns the value of an element. */
  public double value(int element) {
    double[] value = new double[1];
    decode(new long[] {element}, 1, value, new int[1]);
    return value[0];
  }
}
