package dev.warpsmith.kernels.emulator;

/**
 * The 8-bit floats of PTX: {@code e4m3} (no infinities, one NaN) and {@code e5m2}.
 *
 * <p>Narrowing rounds to nearest even and clamps to the largest finite value; NaN is 0x7F (PTX ISA,
 * "Alternate Floating-Point Data Formats" and "cvt").
 */
final class EightBitFloats {
  private static final int NAN = 0x7F;
  private static final int MOST_E4M3 = 0x7E;
  private static final int MOST_E5M2 = 0x7B;

  private EightBitFloats() {}

  /** Rounds, clamped to the finite range. */
  static int narrow(float value, boolean e4m3, boolean relu) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int sign = Float.floatToRawIntBits(value) >>> 24 & 0x80;
    if (relu && sign != 0) {
      return 0;
    }
    double magnitude = Math.abs((double) value);
    int most = e4m3 ? MOST_E4M3 : MOST_E5M2;
    if (magnitude > 0x1p20) {
      return sign | most;
    }
    int fraction = e4m3 ? 3 : 2;
    int least = e4m3 ? -9 : -16;
    int unit = Math.max(Math.getExponent(magnitude) - fraction, least);
    int bits = ((unit - least) << fraction) + (int) Math.rint(Math.scalb(magnitude, -unit));
    return sign | Math.min(bits, most);
  }

  /** Widens to the bits of a binary16. */
  static int widen(int bits, boolean e4m3) {
    int sign = (bits & 0x80) << 8;
    int magnitude = bits & 0x7F;
    if (!e4m3) {
      return magnitude > 0x7C ? HalfArithmetic.NAN : sign | magnitude << 8;
    }
    if (magnitude == NAN) {
      return HalfArithmetic.NAN;
    }
    int exponent = magnitude >>> 3;
    float value =
        exponent == 0
            ? magnitude * 0x1p-9f
            : Math.scalb((float) (8 | (magnitude & 7)), exponent - 10);
    return sign | HalfArithmetic.toHalf(value);
  }
}
