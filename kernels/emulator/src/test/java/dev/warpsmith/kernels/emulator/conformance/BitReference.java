package dev.warpsmith.kernels.emulator.conformance;

/** Bits, fields, shifts and permutations, bit by bit (PTX ISA 9.7.1, 9.7.8, 9.7.9). */
final class BitReference {
  private BitReference() {}

  static Reference of(Form form) {
    String type = form.type();
    int bits = Types.bits(type);
    boolean signed = Types.isSigned(type);
    boolean clamp = form.has("clamp");
    return switch (form.opcode()) {
      case "mov" -> in -> one(in[0]);
      case "and" -> in -> one(in[0] & in[1]);
      case "or" -> in -> one(in[0] | in[1]);
      case "xor" -> in -> one(in[0] ^ in[1]);
      case "not" -> in -> one(~in[0] & mask(bits));
      case "cnot" -> in -> one(in[0] == 0 ? 1 : 0);
      case "shl" -> in -> one(in[1] >= bits ? 0 : in[0] << in[1] & mask(bits));
      case "shr" -> in -> one(shiftRight(in[0], in[1], bits, signed));
      case "shf" -> in -> one(funnel(in, form.has("l"), clamp));
      case "lop3" -> in -> lop3(form, in);
      case "prmt" -> in -> one(permute(form, in));
      case "popc" -> in -> one(count(in[0], bits));
      case "clz" -> in -> one(bits - 1 - highest(in[0], bits, false));
      case "bfind" -> in -> one(find(in[0], bits, signed, form.has("shiftamt")));
      case "brev" -> in -> one(reverse(in[0], bits));
      case "bfe" -> in -> one(extract(in, bits, signed));
      case "bfi" -> in -> one(insert(in, bits));
      case "fns" -> in -> one(findSet(in));
      case "szext" -> in -> one(extend(in[0], in[1], clamp, signed));
      case "bmsk" -> in -> one(bitMask(in[0], in[1], clamp));
      default -> in -> one(dot(form, in));
    };
  }

  private static long[] one(long value) {
    return new long[] {value};
  }

  private static long mask(int bits) {
    return -1L >>> (64 - bits);
  }

  private static boolean bit(long value, int position) {
    return (value >>> position & 1) != 0;
  }

  private static long shiftRight(long a, long by, int bits, boolean signed) {
    long result = 0;
    for (int k = 0; k < bits; k++) {
      long from = k + by;
      boolean set = from < bits ? bit(a, (int) from) : signed && bit(a, bits - 1);
      result |= set ? 1L << k : 0;
    }
    return result;
  }

  private static long funnel(long[] in, boolean left, boolean clamp) {
    int by = (int) (clamp ? Math.min(in[2], 32) : in[2] & 31);
    long both = in[1] << 32 | in[0];
    if (by == 0) {
      return left ? in[1] : in[0];
    }
    return (left ? both >>> (32 - by) : both >>> by) & mask(32);
  }

  private static long[] lop3(Form form, long[] in) {
    int table = Integer.decode(form.sources().get(3).substring(1));
    long result = 0;
    for (int k = 0; k < 32; k++) {
      int row = (bit(in[0], k) ? 4 : 0) + (bit(in[1], k) ? 2 : 0) + (bit(in[2], k) ? 1 : 0);
      result |= bit(table, row) ? 1L << k : 0;
    }
    if (!form.has("and") && !form.has("or")) {
      return one(result);
    }
    boolean some = result != 0;
    boolean second = form.has("and") ? (some && in[3] != 0) : (some || in[3] != 0);
    return new long[] {result, second ? 1 : 0};
  }

  private static long permute(Form form, long[] in) {
    String mode = form.modifiers().get(form.modifiers().size() - 1);
    long result = 0;
    for (int k = 0; k < 4; k++) {
      int n = (int) in[2] & 3;
      int source =
          switch (mode) {
            case "f4e" -> n + k;
            case "b4e" -> (n - k) & 7;
            case "rc8" -> n;
            case "ecl" -> Math.max(n, k);
            case "ecr" -> Math.min(n, k);
            case "rc16" -> 2 * (n & 1) + (k & 1);
            default -> (int) (in[2] >>> (4 * k)) & 15;
          };
      long word = (source & 4) == 0 ? in[0] : in[1];
      long value = word >>> (8 * (source & 3)) & 255;
      result |= (source < 8 ? value : value > 127 ? 255 : 0) << (8 * k);
    }
    return result;
  }

  private static long count(long a, int bits) {
    long count = 0;
    for (int k = 0; k < bits; k++) {
      count += bit(a, k) ? 1 : 0;
    }
    return count;
  }

  /** Returns the highest bit that differs from the sign, or -1. */
  private static int highest(long a, int bits, boolean signed) {
    boolean sign = signed && bit(a, bits - 1);
    for (int k = bits - 1; k >= 0; k--) {
      if (bit(a, k) != sign) {
        return k;
      }
    }
    return -1;
  }

  private static long find(long a, int bits, boolean signed, boolean shift) {
    int highest = highest(a, bits, signed);
    return highest < 0 ? mask(32) : shift ? bits - 1 - highest : highest;
  }

  private static long reverse(long a, int bits) {
    long result = 0;
    for (int k = 0; k < bits; k++) {
      result |= bit(a, k) ? 1L << (bits - 1 - k) : 0;
    }
    return result;
  }

  private static long extract(long[] in, int bits, boolean signed) {
    int position = (int) in[1] & 255;
    int length = (int) in[2] & 255;
    boolean sign = signed && length > 0 && bit(in[0], Math.min(position + length - 1, bits - 1));
    long result = 0;
    for (int k = 0; k < bits; k++) {
      boolean inside = k < length && position + k < bits;
      boolean set = inside ? bit(in[0], position + k) : sign;
      result |= set ? 1L << k : 0;
    }
    return result;
  }

  private static long insert(long[] in, int bits) {
    int position = (int) in[2] & 255;
    int length = (int) in[3] & 255;
    long result = in[1];
    for (int k = 0; k < length && position + k < bits; k++) {
      long place = 1L << (position + k);
      result = k < bits && bit(in[0], k) ? result | place : result & ~place;
    }
    return result;
  }

  private static long findSet(long[] in) {
    int base = (int) in[1];
    int offset = (int) in[2];
    if (offset == 0) {
      return base >= 0 && base < 32 && bit(in[0], base) ? base : mask(32);
    }
    long left = Math.abs((long) offset);
    for (int k = base; k >= 0 && k < 32; k += offset > 0 ? 1 : -1) {
      left -= bit(in[0], k) ? 1 : 0;
      if (left == 0) {
        return k;
      }
    }
    return mask(32);
  }

  private static long extend(long a, long width, boolean clamp, boolean signed) {
    int bits = (int) (clamp ? Math.min(width, 32) : width & 31);
    long result = 0;
    for (int k = 0; k < 32; k++) {
      boolean set = k < bits ? bit(a, k) : signed && bits > 0 && bit(a, bits - 1);
      result |= set ? 1L << k : 0;
    }
    return result;
  }

  private static long bitMask(long start, long width, boolean clamp) {
    long first = clamp ? start : start & 31;
    long count = clamp ? Math.min(width, 32) : width & 31;
    long result = 0;
    for (long k = first; k < Math.min(32, first + count); k++) {
      result |= 1L << k;
    }
    return result;
  }

  private static long dot(Form form, long[] in) {
    boolean signedA = Types.isSigned(form.modifiers().get(form.modifiers().size() - 2));
    boolean signedB = Types.isSigned(form.type());
    boolean four = form.opcode().equals("dp4a");
    int widthA = four ? 8 : 16;
    long sum = in[2];
    for (int k = 0; k < (four ? 4 : 2); k++) {
      int place = form.has("hi") ? k + 2 : k;
      sum += field(in[0], k * widthA, widthA, signedA) * field(in[1], place * 8, 8, signedB);
    }
    return sum & mask(32);
  }

  private static long field(long word, int position, int width, boolean signed) {
    long value = word >>> position & mask(width);
    return signed && bit(value, width - 1) ? value - (1L << width) : value;
  }
}
