package dev.warpsmith.kernels.emulator;

/** Bit fields, permutations and dot products of integers (PTX ISA 9.7.1, 9.7.8, 9.7.9.7). */
final class BitArithmetic {
  private BitArithmetic() {}

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

  /** {@code prmt.f4e}: four bytes upward from the selected one. */
  static int forward(int a, int b, int selector) {
    int n = selector & 3;
    return permute(a, b, n | (n + 1) << 4 | (n + 2) << 8 | (n + 3) << 12);
  }

  /** {@code prmt.b4e}: four bytes downward from the selected one, around the end. */
  static int backward(int a, int b, int selector) {
    int n = selector & 3;
    return permute(a, b, n | ((n - 1) & 7) << 4 | ((n - 2) & 7) << 8 | ((n - 3) & 7) << 12);
  }

  /** {@code prmt.rc8}: one byte four times. */
  static int replicateByte(int a, int b, int selector) {
    return permute(a, b, (selector & 3) * 0x1111);
  }

  /** {@code prmt.rc16}: one half twice. */
  static int replicateHalf(int a, int b, int selector) {
    return permute(a, b, (selector & 1) == 0 ? 0x1010 : 0x3232);
  }

  /** {@code prmt.ecl}: bytes below the selected one take its value. */
  static int clampLeft(int a, int b, int selector) {
    int n = selector & 3;
    return permute(a, b, n | Math.max(n, 1) << 4 | Math.max(n, 2) << 8 | 3 << 12);
  }

  /** {@code prmt.ecr}: bytes above the selected one take its value. */
  static int clampRight(int a, int b, int selector) {
    int n = selector & 3;
    return permute(a, b, Math.min(n, 1) << 4 | Math.min(n, 2) << 8 | n << 12);
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

  /** {@code dp2a}: the dot product of two halves with the low or high two bytes, plus {@code c}. */
  static int dot2(int a, int b, int c, boolean signedA, boolean signedB, boolean high) {
    int bytes = high ? b >>> 16 : b;
    int sum = c;
    for (int k = 0; k < 2; k++) {
      int x = signedA ? (short) (a >> (16 * k)) : a >>> (16 * k) & 0xFFFF;
      int y = signedB ? (byte) (bytes >> (8 * k)) : bytes >>> (8 * k) & 0xFF;
      sum += x * y;
    }
    return sum;
  }

  /** {@code szext}: the low {@code width} bits, extended by their sign or by zero. */
  static int extend(int a, int width, boolean clamp, boolean signed) {
    if (clamp && Integer.compareUnsigned(width, 31) > 0) {
      return a;
    }
    int bits = width & 31;
    if (bits == 0) {
      return 0;
    }
    int above = 32 - bits;
    return signed ? a << above >> above : a << above >>> above;
  }

  /** {@code bmsk}: {@code width} ones from bit {@code start} on. */
  static int mask(int start, int width, boolean clamp) {
    boolean outside = clamp && Integer.compareUnsigned(start, 31) > 0;
    boolean endless = clamp && Integer.compareUnsigned(width, 31) > 0;
    int first = start & 31;
    int end = first + (width & 31);
    int above = endless || end > 31 ? 0 : -1 << end;
    return outside ? 0 : (-1 << first) & ~above;
  }

  /** {@code fns}: the place of the n-th set bit up or down from {@code base}; -1 if none. */
  static int findSet(int mask, int base, int n) {
    if (n == 0) {
      return base >= 0 && base < 32 && (mask >>> base & 1) != 0 ? base : -1;
    }
    int step = n > 0 ? 1 : -1;
    int left = Math.abs(n);
    for (int k = base; k >= 0 && k < 32; k += step) {
      if ((mask >>> k & 1) != 0 && --left == 0) {
        return k;
      }
    }
    return -1;
  }
}
