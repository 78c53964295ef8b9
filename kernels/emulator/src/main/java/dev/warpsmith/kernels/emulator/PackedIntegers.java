package dev.warpsmith.kernels.emulator;

/** Arithmetic on two 16-bit integers in one register ({@code .u16x2}, {@code .s16x2}). */
final class PackedIntegers {
  private PackedIntegers() {}

  private static int pack(int high, int low) {
    return high << 16 | (low & 0xFFFF);
  }

  static int add(int a, int b) {
    return pack((a >>> 16) + (b >>> 16), a + b);
  }

  static int minSigned(int a, int b) {
    return pack(Math.min(a >> 16, b >> 16), Math.min((short) a, (short) b));
  }

  static int maxSigned(int a, int b) {
    return pack(Math.max(a >> 16, b >> 16), Math.max((short) a, (short) b));
  }

  static int minUnsigned(int a, int b) {
    return pack(Math.min(a >>> 16, b >>> 16), Math.min(a & 0xFFFF, b & 0xFFFF));
  }

  static int maxUnsigned(int a, int b) {
    return pack(Math.max(a >>> 16, b >>> 16), Math.max(a & 0xFFFF, b & 0xFFFF));
  }

  /** Returns signed minima, negative ones replaced by zero. */
  static int minRelu(int a, int b) {
    return maxSigned(minSigned(a, b), 0);
  }

  /** Returns signed maxima, negative ones replaced by zero. */
  static int maxRelu(int a, int b) {
    return maxSigned(maxSigned(a, b), 0);
  }
}
