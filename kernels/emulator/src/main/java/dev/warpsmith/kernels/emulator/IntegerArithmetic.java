package dev.warpsmith.kernels.emulator;

/**
 * Integer operations of PTX that the JVM does not have as one instruction.
 *
 * <p>PTX leaves quotient and remainder of a division by zero open; they are all ones here, as ptxas
 * folds them and as the code that it makes for every GPU gives.
 */
final class IntegerArithmetic {
  private IntegerArithmetic() {}

  static int shiftLeft(int a, int b) {
    return Integer.compareUnsigned(b, 31) > 0 ? 0 : a << b;
  }

  static int shiftRight(int a, int b) {
    return Integer.compareUnsigned(b, 31) > 0 ? a >> 31 : a >> b;
  }

  static int shiftRightUnsigned(int a, int b) {
    return Integer.compareUnsigned(b, 31) > 0 ? 0 : a >>> b;
  }

  static long shiftLeft(long a, int b) {
    return Integer.compareUnsigned(b, 63) > 0 ? 0 : a << b;
  }

  static long shiftRight(long a, int b) {
    return Integer.compareUnsigned(b, 63) > 0 ? a >> 63 : a >> b;
  }

  static long shiftRightUnsigned(long a, int b) {
    return Integer.compareUnsigned(b, 63) > 0 ? 0 : a >>> b;
  }

  static int divide(int a, int b) {
    return b == 0 ? -1 : a / b;
  }

  static int divideUnsigned(int a, int b) {
    return b == 0 ? -1 : Integer.divideUnsigned(a, b);
  }

  static int remainder(int a, int b) {
    return b == 0 ? -1 : a % b;
  }

  static int remainderUnsigned(int a, int b) {
    return b == 0 ? -1 : Integer.remainderUnsigned(a, b);
  }

  static long divide(long a, long b) {
    return b == 0 ? -1 : a / b;
  }

  static long divideUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.divideUnsigned(a, b);
  }

  static long remainder(long a, long b) {
    return b == 0 ? -1 : a % b;
  }

  static long remainderUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.remainderUnsigned(a, b);
  }

  static int minUnsigned(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0 ? a : b;
  }

  static int maxUnsigned(int a, int b) {
    return Integer.compareUnsigned(a, b) > 0 ? a : b;
  }

  static long minUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  static long maxUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a : b;
  }

  static int multiplyHigh(int a, int b) {
    return (int) (((long) a * b) >> 32);
  }

  static int multiplyHighUnsigned(int a, int b) {
    return (int) (((a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL)) >>> 32);
  }

  static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  static long multiplyHighUnsigned(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }

  static int addSaturated(int a, int b) {
    return clamp((long) a + b);
  }

  static int subtractSaturated(int a, int b) {
    return clamp((long) a - b);
  }

  static int clamp(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  /** Returns the carry out of {@code a + b + carry}. */
  static int carry(int a, int b, int carry) {
    return (int) (((a & 0xFFFFFFFFL) + (b & 0xFFFFFFFFL) + carry) >>> 32);
  }

  /** Returns the borrow out of {@code a - b - borrow}. */
  static int borrow(int a, int b, int borrow) {
    return (int) (((a & 0xFFFFFFFFL) - (b & 0xFFFFFFFFL) - borrow) >>> 63);
  }

  /** Returns the carry out of {@code a + b + carry}. */
  static int carry(long a, long b, int carry) {
    long sum = a + b;
    long total = sum + carry;
    boolean first = Long.compareUnsigned(sum, a) < 0;
    return first || Long.compareUnsigned(total, sum) < 0 ? 1 : 0;
  }

  /** Returns the borrow out of {@code a - b - borrow}. */
  static int borrow(long a, long b, int borrow) {
    int order = Long.compareUnsigned(a, b);
    return order < 0 || (order == 0 && borrow != 0) ? 1 : 0;
  }

  /** {@code shf}: the middle of a 64-bit value shifted left, {@code shift} below 32 or clamped. */
  static int funnelLeft(int low, int high, int shift, boolean clamp) {
    int by = clamp ? minUnsigned(shift, 32) : shift & 31;
    long value = (low & 0xFFFFFFFFL) | ((long) high << 32);
    return (int) ((value << by) >>> 32);
  }

  static int funnelRight(int low, int high, int shift, boolean clamp) {
    int by = clamp ? minUnsigned(shift, 32) : shift & 31;
    long value = (low & 0xFFFFFFFFL) | ((long) high << 32);
    return (int) (value >>> by);
  }

  /** {@code mul24.lo} and {@code mul24.hi} operands: the low 24 bits. */
  static int low24(int a, boolean signed) {
    return signed ? a << 8 >> 8 : a & 0xFFFFFF;
  }

  /** {@code mul24.hi}: bits 16 to 47 of the product of two 24-bit factors. */
  static int multiplyHigh24(int a, int b) {
    return (int) (((long) a * b) >> 16);
  }

  static long absoluteDifference(long a, long b, boolean signed) {
    boolean less = signed ? a < b : Long.compareUnsigned(a, b) < 0;
    return less ? b - a : a - b;
  }

  static int absoluteDifference(int a, int b, boolean signed) {
    boolean less = signed ? a < b : Integer.compareUnsigned(a, b) < 0;
    return less ? b - a : a - b;
  }
}
