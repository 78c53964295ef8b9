package dev.warpsmith.kernels.emulator;

/** SIMD video instructions on four bytes or two halves (PTX ISA 9.7.18). */
final class VideoArithmetic {
  /** What is done to each pair of elements. */
  static final int ADD = 0;

  static final int SUBTRACT = 1;
  static final int DIFFERENCE = 2;
  static final int MIN = 3;
  static final int MAX = 4;
  static final int AVERAGE = 5;

  private VideoArithmetic() {}

  /** Packs the results of all elements, cut or clamped to their width. */
  static int packed(int a, int b, int bits, int operation, boolean signed, boolean saturates) {
    int mask = (1 << bits) - 1;
    int least = signed ? -1 << (bits - 1) : 0;
    int most = signed ? mask >> 1 : mask;
    int result = 0;
    for (int shift = 0; shift < 32; shift += bits) {
      int value = element(a, b, shift, bits, operation, signed);
      int kept = saturates ? Math.max(least, Math.min(most, value)) : value;
      result |= (kept & mask) << shift;
    }
    return result;
  }

  /** Adds the results of all elements to {@code c}. */
  static int sum(int a, int b, int c, int bits, int operation, boolean signed) {
    int sum = c;
    for (int shift = 0; shift < 32; shift += bits) {
      sum += element(a, b, shift, bits, operation, signed);
    }
    return sum;
  }

  private static int element(int a, int b, int shift, int bits, int operation, boolean signed) {
    int x = extract(a, shift, bits, signed);
    int y = extract(b, shift, bits, signed);
    return switch (operation) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case DIFFERENCE -> Math.abs(x - y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case AVERAGE -> (x + y + (x + y >= 0 ? 1 : 0)) >> 1;
      default -> throw new IllegalStateException("video operation " + operation);
    };
  }

  private static int extract(int word, int shift, int bits, boolean signed) {
    int above = word << (32 - bits - shift);
    return signed ? above >> (32 - bits) : above >>> (32 - bits);
  }
}
