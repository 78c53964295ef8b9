package dev.warpsmith.kernels.emulator.tensor;

/** Bits of matrix elements, encoded and decoded for tests by the formats' definitions. */
public final class Elements {
  private Elements() {}

  /** Returns the bits of a value that the type can hold. */
  public static long encode(MatrixElement type, double value) {
    return switch (type) {
      case F16 -> encode(value, 5, 10);
      case BF16 -> encode(value, 8, 7);
      case E4M3 -> encode(value, 4, 3);
      case E5M2 -> encode(value, 5, 2);
      case TF32, F32 -> Float.floatToRawIntBits((float) value) & 0xFFFFFFFFL;
      case F64 -> Double.doubleToRawLongBits(value);
      case S32 -> (long) value & 0xFFFFFFFFL;
      case S8, U8 -> (long) value & 0xFF;
      case S4, U4 -> (long) value & 0xF;
      case B1 -> (long) value & 1;
    };
  }

  private static long encode(double value, int exponentBits, int fractionBits) {
    long sign = Double.doubleToRawLongBits(value) < 0 ? 1L << (exponentBits + fractionBits) : 0;
    int bias = (1 << (exponentBits - 1)) - 1;
    double magnitude = Math.abs(value);
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    double significand = magnitude * Math.pow(2, fractionBits - exponent);
    if (significand != Math.rint(significand)) {
      throw new IllegalArgumentException(value + " has too many digits");
    }
    long biased = significand < 1 << fractionBits ? 0 : exponent + bias;
    return sign | biased << fractionBits | ((long) significand & ((1L << fractionBits) - 1));
  }

  /** Returns the value of an accumulator's bits. */
  public static double decode(MatrixElement type, long bits) {
    return switch (type) {
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case S32 -> (int) bits;
      case F16 -> half((int) bits);
      case BF16, TF32, E4M3, E5M2, S8, U8, S4, U4, B1 ->
          throw new IllegalArgumentException(type + " is no accumulator");
    };
  }

  private static double half(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 31
            ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
            : exponent == 0
                ? fraction * Math.pow(2, -24)
                : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
