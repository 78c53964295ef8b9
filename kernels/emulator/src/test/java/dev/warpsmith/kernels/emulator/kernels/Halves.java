package dev.warpsmith.kernels.emulator.kernels;

/** 16-bit floating-point formats, by the definition of their fields. */
final class Halves {
  private Halves() {}

  /** Returns the value of an IEEE binary16. */
  static float half(short bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    float sign = bits < 0 ? -1 : 1;
    if (exponent == 31) {
      return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb((float) fraction, -24)
        : sign * Math.scalb((float) (fraction + 1024), exponent - 25);
  }

  /** Rounds to the nearest IEEE binary16, ties to even; the value must be finite. */
  static short toHalf(double value) {
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    int exponent = Math.max(-14, Math.getExponent(magnitude));
    long units = (long) Math.rint(magnitude * Math.scalb(1.0, 10 - exponent));
    return (short) (sign | (int) Math.min(0x7C00, ((long) (exponent + 14) << 10) + units));
  }

  /** Returns the value of a bfloat16. */
  static float bfloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds a finite number to the nearest bfloat16, ties to even. */
  static short toBfloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
  }

  /** Rounds to the nearest value that binary16 has. */
  static float rounded(double value) {
    return half(toHalf(value));
  }

  /** Rounds each number to binary16. */
  static short[] toHalves(float... values) {
    short[] bits = new short[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = toHalf(values[i]);
    }
    return bits;
  }
}
