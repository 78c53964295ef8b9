package dev.warpsmith.kernels.emulator.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Operand values: the edges of a type in all combinations, then random patterns. */
final class Operands {
  private static final long[] SMALL = {
    0, 1, 2, 3, 5, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256
  };

  private Operands() {}

  /** Returns {@code count} tuples of the types, each padded to four values. */
  static List<long[]> tuples(List<String> types, int count, long seed) {
    Random random = new Random(seed * 31 + types.hashCode());
    List<long[]> tuples = new ArrayList<>();
    if (types.size() == 1) {
      edges(types.get(0)).forEach(a -> tuples.add(new long[] {a, 0, 0, 0}));
    } else {
      for (long a : edges(types.get(0))) {
        for (long b : edges(types.get(1))) {
          tuples.add(tuple(types, a, b, random));
        }
      }
    }
    Collections.shuffle(tuples, random);
    int edges = Math.min(tuples.size(), count * 3 / 4);
    List<long[]> chosen = new ArrayList<>(tuples.subList(0, edges));
    while (chosen.size() < count) {
      chosen.add(tuple(types, pick(types.get(0), random), pick(second(types), random), random));
    }
    return chosen;
  }

  private static String second(List<String> types) {
    return types.get(Math.min(1, types.size() - 1));
  }

  private static long[] tuple(List<String> types, long a, long b, Random random) {
    long[] tuple = {a, b, 0, 0};
    for (int k = 2; k < types.size(); k++) {
      tuple[k] = pick(types.get(k), random);
    }
    return tuple;
  }

  private static long pick(String type, Random random) {
    if (type.equals("pred") || type.equals("carry")) {
      return random.nextInt(2);
    }
    if (random.nextInt(3) == 0) {
      List<Long> edges = edges(type);
      return edges.get(random.nextInt(edges.size()));
    }
    long pattern = random.nextLong() & mask(Math.max(16, Types.bits(type)));
    if (Types.isFloat(type) && !type.endsWith("x2") && random.nextBoolean()) {
      return nearOne(Format.of(type), pattern, random);
    }
    return pattern;
  }

  /** Returns a float between 2^-24 and 2^24, where sums round and cancel. */
  private static long nearOne(Format format, long pattern, Random random) {
    int fraction = format.fractionBits();
    long kept = pattern & (1L << (format.bits() - 1) | ((1L << fraction) - 1));
    int range = format == Format.F16 ? 8 : 24;
    long exponent = (format.one() >>> fraction) + random.nextInt(2 * range) - range;
    return kept | exponent << fraction;
  }

  private static long mask(int bits) {
    return -1L >>> (64 - bits);
  }

  /** Returns the values at which something happens. */
  static List<Long> edges(String type) {
    if (type.equals("pred") || type.equals("carry")) {
      return List.of(0L, 1L);
    }
    if (type.equals("e4m3x2") || type.equals("e5m2x2")) {
      return bytes();
    }
    if (type.equals("f16x2") || type.equals("bf16x2")) {
      return pairs(type);
    }
    return Types.isFloat(type) ? floats(Format.of(type)) : integers(Math.max(16, Types.bits(type)));
  }

  private static List<Long> bytes() {
    List<Long> all = new ArrayList<>();
    for (long k = 0; k < 256; k++) {
      all.add(k | (255 - k) << 8);
    }
    return all;
  }

  private static List<Long> pairs(String type) {
    List<Long> halves = floats(Format.of(type));
    List<Long> pairs = new ArrayList<>();
    for (int k = 0; k < halves.size(); k++) {
      pairs.add(halves.get(k) | halves.get((7 * k + 3) % halves.size()) << 16);
    }
    return pairs;
  }

  private static List<Long> integers(int bits) {
    List<Long> all = new ArrayList<>();
    long top = 1L << (bits - 1);
    for (long small : SMALL) {
      add(all, small & mask(bits));
    }
    long[] large = {
      top,
      top - 1,
      top + 1,
      top >>> 1,
      -1,
      -2,
      -3,
      -7,
      0x5555555555555555L,
      0x8080808080808080L,
      0x123456789ABCDEFL,
      0xFFFF,
      0x7FFF8000L,
      0xFFFFFF,
      0x800000,
      1L << (bits / 2),
      -1L << (bits / 2)
    };
    for (long value : large) {
      add(all, value & mask(bits));
    }
    return all;
  }

  private static void add(List<Long> all, long value) {
    if (!all.contains(value)) {
      all.add(value);
    }
  }

  private static List<Long> floats(Format format) {
    int fraction = format.fractionBits();
    long infinity = format.decode(0).isZero() ? format.most() + 1 : 0;
    long unit = 1L << fraction;
    long one = format.one();
    long sign = 1L << (format.bits() - 1);
    List<Long> all = new ArrayList<>();
    long[] positive = {
      0,
      1,
      2,
      unit / 2,
      unit - 1,
      unit,
      unit + 1,
      one - unit,
      one - 1,
      one,
      one + 1,
      one + unit / 2,
      one + unit,
      one + unit + unit / 4,
      one + 2 * unit + unit / 2,
      one + fraction * unit,
      one + (fraction + 1) * unit + 1,
      infinity - 1,
      infinity,
      infinity + 1,
      infinity + unit / 2 + 3,
      infinity + unit - 1,
      infinity - unit
    };
    for (long pattern : positive) {
      add(all, pattern);
      add(all, pattern | sign);
    }
    for (long value : integerBorders(format)) {
      add(all, value);
    }
    return all;
  }

  /** Returns the format's values around the borders of the integer types and of f32 and f16. */
  private static List<Long> integerBorders(Format format) {
    List<Long> all = new ArrayList<>();
    double[] borders = {
      0x1p7,
      0x1p8,
      0x1p15,
      0x1p16,
      0x1p31,
      0x1p32,
      0x1p63,
      0x1p64,
      65504,
      65519,
      65520,
      448,
      464,
      57344,
      61440,
      0x1p-24,
      0x1p-25,
      0x1p-14,
      0x1p-126,
      0x1p126,
      0x1.8p126,
      0x1p127,
      0x1.fffffefp127
    };
    for (double border : borders) {
      long pattern = format.encode(Real.of(border), Rounding.NEAREST);
      if (!format.decode(pattern).infinite()) {
        all.add(pattern);
        all.add((pattern - 1) & mask(format.bits()));
        all.add(pattern | 1L << (format.bits() - 1));
      }
    }
    return all;
  }
}
