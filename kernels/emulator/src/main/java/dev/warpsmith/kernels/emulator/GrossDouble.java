package dev.warpsmith.kernels.emulator;

/**
 * The coarse f64 functions {@code rcp.approx.ftz.f64} and {@code rsqrt.approx.ftz.f64}, from which
 * nvcc's math library starts its iterations.
 *
 * <p>They read and write only the upper 32 bits of a double: 20 bits of mantissa; subnormals are
 * flushed (PTX ISA, "rcp.approx.ftz.f64").
 */
final class GrossDouble {
  private static final long UPPER = 0xFFFFFFFF00000000L;

  private GrossDouble() {}

  static double reciprocal(double a) {
    return upper(1 / operand(a));
  }

  static double rsqrt(double a) {
    return upper(1 / Math.sqrt(operand(a)));
  }

  private static double operand(double a) {
    return flush(Double.longBitsToDouble(Double.doubleToRawLongBits(a) & UPPER));
  }

  /** Rounds to 20 bits of mantissa. */
  private static double upper(double value) {
    if (!(Math.abs(value) <= Double.MAX_VALUE)) {
      return value;
    }
    long rounded = (Double.doubleToRawLongBits(value) + 0x80000000L) & UPPER;
    return flush(Double.longBitsToDouble(rounded));
  }

  private static double flush(double value) {
    return Math.abs(value) < Double.MIN_NORMAL ? Math.copySign(0.0, value) : value;
  }
}
