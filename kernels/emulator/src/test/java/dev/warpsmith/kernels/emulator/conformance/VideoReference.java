package dev.warpsmith.kernels.emulator.conformance;

/** SIMD video instructions, element by element (PTX ISA 9.7.18). */
final class VideoReference {
  private VideoReference() {}

  static Reference of(Form form) {
    return in -> new long[] {result(form, in)};
  }

  private static long result(Form form, long[] in) {
    int bits = form.opcode().endsWith("4") ? 8 : 16;
    boolean signed = Types.isSigned(form.type());
    long least = signed ? -(1L << (bits - 1)) : 0;
    long most = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
    long packed = 0;
    long sum = in[2];
    for (int shift = 0; shift < 32; shift += bits) {
      long value =
          element(form, field(in[0], shift, bits, signed), field(in[1], shift, bits, signed));
      sum += value;
      long kept = form.has("sat") ? Math.max(least, Math.min(most, value)) : value;
      packed |= (kept & ((1L << bits) - 1)) << shift;
    }
    return (form.has("add") ? sum : packed) & 0xFFFFFFFFL;
  }

  private static long field(long word, int shift, int bits, boolean signed) {
    long value = word >>> shift & ((1L << bits) - 1);
    return signed && value >= 1L << (bits - 1) ? value - (1L << bits) : value;
  }

  private static long element(Form form, long a, long b) {
    return switch (form.opcode().substring(0, form.opcode().length() - 1)) {
      case "vadd" -> a + b;
      case "vsub" -> a - b;
      case "vabsdiff" -> a > b ? a - b : b - a;
      case "vmin" -> a < b ? a : b;
      case "vmax" -> a > b ? a : b;
      case "vavrg" -> Math.floorDiv(a + b >= 0 ? a + b + 1 : a + b, 2L);
      default -> throw new IllegalArgumentException(form.mnemonic());
    };
  }
}
