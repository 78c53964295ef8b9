package dev.warpsmith.kernels.emulator;

/** Integer operations of PTX that the JVM does not have as one instruction. */
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
    return b == 0 ? a : a % b;
  }

  static int remainderUnsigned(int a, int b) {
    return b == 0 ? a : Integer.remainderUnsigned(a, b);
  }

  static long divide(long a, long b) {
    return b == 0 ? -1 : a / b;
  }

  static long divideUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.divideUnsigned(a, b);
  }

  static long remainder(long a, long b) {
    return b == 0 ? a : a % b;
  }

  static long remainderUnsigned(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
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

  /** {@code bfe}: the field of {@code length} bits at {@code position}. */
  static int extract(int a, int position, int length) {
    int start = position & 0xFF;
    int count = length & 0xFF;
    if (count == 0) {
      return 0;
    }
    boolean negative = a < 0;
    int top = start + count - 1;
    if (top < 31) {
      negative = (a >>> top & 1) != 0;
    }
    int field = start > 31 ? 0 : a >>> start;
    int width = Math.min(count, Math.max(0, 32 - start));
    int mask = width >= 32 ? -1 : (1 << width) - 1;
    return negative ? field | ~mask : field & mask;
  }

  static int extractUnsigned(int a, int position, int length) {
    int start = position & 0xFF;
    int count = length & 0xFF;
    int field = start > 31 ? 0 : a >>> start;
    return count > 31 ? field : field & ((1 << count) - 1);
  }

  static long extract(long a, int position, int length) {
    int start = position & 0xFF;
    int count = length & 0xFF;
    if (count == 0) {
      return 0;
    }
    boolean negative = a < 0;
    int top = start + count - 1;
    if (top < 63) {
      negative = (a >>> top & 1) != 0;
    }
    long field = start > 63 ? 0 : a >>> start;
    int width = Math.min(count, Math.max(0, 64 - start));
    long mask = width >= 64 ? -1 : (1L << width) - 1;
    return negative ? field | ~mask : field & mask;
  }

  static long extractUnsigned(long a, int position, int length) {
    int start = position & 0xFF;
    int count = length & 0xFF;
    long field = start > 63 ? 0 : a >>> start;
    return count > 63 ? field : field & ((1L << count) - 1);
  }

  /** {@code bfi}: {@code b} with its field replaced by the low bits of {@code a}. */
  static int insert(int a, int b, int position, int length) {
    return (int) insert(a & 0xFFFFFFFFL, b & 0xFFFFFFFFL, position, length);
  }

  static long insert(long a, long b, int position, int length) {
    int start = position & 0xFF;
    int count = length & 0xFF;
    if (start > 63 || count == 0) {
      return b;
    }
    long mask = (count > 63 ? -1 : (1L << count) - 1) << start;
    return (b & ~mask) | ((a << start) & mask);
  }

  /** {@code bfind}: the position of the most significant bit that is not a sign bit. */
  static int find(long a, int bits, boolean signed) {
    long value = signed && a < 0 ? ~a : a;
    long masked = bits == 32 ? value & 0xFFFFFFFFL : value;
    return masked == 0 ? -1 : 63 - Long.numberOfLeadingZeros(masked);
  }

  /** {@code prmt} in its default mode. */
  static int permute(int a, int b, int selector) {
    long bytes = (a & 0xFFFFFFFFL) | ((long) b << 32);
    int result = 0;
    for (int k = 0; k < 4; k++) {
      int control = selector >>> (4 * k) & 0xF;
      int value = (int) (bytes >>> (8 * (control & 7))) & 0xFF;
      if ((control & 8) != 0) {
        value = (value & 0x80) != 0 ? 0xFF : 0;
      }
      result |= value << (8 * k);
    }
    return result;
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

  /** {@code lop3}: any logical function of three inputs, by its truth table. */
  static int logic(int a, int b, int c, int table) {
    int result = 0;
    for (int k = 0; k < 8; k++) {
      if ((table >>> k & 1) != 0) {
        result |= ((k & 4) != 0 ? a : ~a) & ((k & 2) != 0 ? b : ~b) & ((k & 1) != 0 ? c : ~c);
      }
    }
    return result;
  }

  /** {@code dp4a}: the dot product of four bytes plus {@code c}. */
  static int dot4(int a, int b, int c, boolean signedA, boolean signedB) {
    int sum = c;
    for (int k = 0; k < 32; k += 8) {
      int x = signedA ? (byte) (a >> k) : a >>> k & 0xFF;
      int y = signedB ? (byte) (b >> k) : b >>> k & 0xFF;
      sum += x * y;
    }
    return sum;
  }

  /** {@code mul24.lo} and {@code mul24.hi} operands: the low 24 bits. */
  static int low24(int a, boolean signed) {
    return signed ? a << 8 >> 8 : a & 0xFFFFFF;
  }

  static int absoluteDifference(int a, int b, boolean signed) {
    boolean less = signed ? a < b : Integer.compareUnsigned(a, b) < 0;
    return less ? b - a : a - b;
  }
}
