package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Atomic operations on host addresses; each returns the old value. */
final class Atomics {
  private Atomics() {}

  /** Returns the method of this class for an {@code atom} or {@code red}. */
  static String method(Instruction i, ScalarType type) {
    for (String modifier : i.modifiers()) {
      switch (modifier) {
        case "add" -> {
          return add(i, type);
        }
        case "min", "max" -> {
          if (type.floating()) {
            throw UnsupportedPtxException.of(i);
          }
          return modifier + (type.signed() ? "Signed" : "Unsigned");
        }
        case "inc" -> {
          return "increment";
        }
        case "dec" -> {
          return "decrement";
        }
        case "exch" -> {
          return "exchange";
        }
        case "cas" -> {
          return type.bytes() == 2 ? unsupported(i) : "compareAndSwap";
        }
        case "and", "or", "xor" -> {
          return modifier;
        }
        default -> {}
      }
    }
    return unsupported(i);
  }

  private static String unsupported(Instruction i) {
    throw UnsupportedPtxException.of(i);
  }

  private static String add(Instruction i, ScalarType type) {
    if (MemoryShapes.elements(i) > 1) {
      return unsupported(i);
    }
    return switch (type) {
      case F16 -> "addHalf";
      case BF16 -> "addBfloat";
      case F16X2 -> "addHalves";
      case BF16X2 -> "addBfloats";
      default -> "add";
    };
  }

  private static int updateInt(long address, int value, IntBinaryOperator operator) {
    while (true) {
      int old = OffHeap.getInt(address);
      if (OffHeap.compareAndSwap(address, old, operator.applyAsInt(old, value))) {
        return old;
      }
    }
  }

  private static long updateLong(long address, long value, LongBinaryOperator operator) {
    while (true) {
      long old = OffHeap.getLong(address);
      if (OffHeap.compareAndSwap(address, old, operator.applyAsLong(old, value))) {
        return old;
      }
    }
  }

  static int add(long address, int value) {
    while (true) {
      int old = OffHeap.getInt(address);
      if (OffHeap.compareAndSwap(address, old, old + value)) {
        return old;
      }
    }
  }

  static long add(long address, long value) {
    return updateLong(address, value, Long::sum);
  }

  static float add(long address, float value) {
    while (true) {
      int old = OffHeap.getInt(address);
      float before = Float.intBitsToFloat(old);
      if (OffHeap.compareAndSwap(address, old, FloatArithmetic.bits(before + value))) {
        return before;
      }
    }
  }

  static double add(long address, double value) {
    while (true) {
      long old = OffHeap.getLong(address);
      double before = Double.longBitsToDouble(old);
      if (OffHeap.compareAndSwap(address, old, FloatArithmetic.bits(before + value))) {
        return before;
      }
    }
  }

  static int addHalf(long address, int value) {
    return half(address, value, false);
  }

  static int addBfloat(long address, int value) {
    return half(address, value, true);
  }

  private static int half(long address, int value, boolean brain) {
    int shift = (int) (address & 2) * 8;
    int old =
        updateInt(
            address & ~2L,
            value & 0xFFFF,
            (word, v) -> {
              int sum = HalfArithmetic.add(word >>> shift & 0xFFFF, v, brain) & 0xFFFF;
              return (word & ~(0xFFFF << shift)) | (sum << shift);
            });
    return old >>> shift & 0xFFFF;
  }

  static int addHalves(long address, int value) {
    return updateInt(address, value, (old, v) -> pair(old, v, false));
  }

  static int addBfloats(long address, int value) {
    return updateInt(address, value, (old, v) -> pair(old, v, true));
  }

  private static int pair(int a, int b, boolean brain) {
    int low = HalfArithmetic.add(a & 0xFFFF, b & 0xFFFF, brain) & 0xFFFF;
    return low | (HalfArithmetic.add(a >>> 16, b >>> 16, brain) << 16);
  }

  static int minSigned(long address, int value) {
    return updateInt(address, value, Math::min);
  }

  static int maxSigned(long address, int value) {
    return updateInt(address, value, Math::max);
  }

  static int minUnsigned(long address, int value) {
    return updateInt(address, value, IntegerArithmetic::minUnsigned);
  }

  static int maxUnsigned(long address, int value) {
    return updateInt(address, value, IntegerArithmetic::maxUnsigned);
  }

  static long minSigned(long address, long value) {
    return updateLong(address, value, Math::min);
  }

  static long maxSigned(long address, long value) {
    return updateLong(address, value, Math::max);
  }

  static long minUnsigned(long address, long value) {
    return updateLong(address, value, IntegerArithmetic::minUnsigned);
  }

  static long maxUnsigned(long address, long value) {
    return updateLong(address, value, IntegerArithmetic::maxUnsigned);
  }

  static int increment(long address, int limit) {
    return updateInt(
        address, limit, (old, top) -> Integer.compareUnsigned(old, top) >= 0 ? 0 : old + 1);
  }

  static int decrement(long address, int limit) {
    return updateInt(
        address,
        limit,
        (old, top) -> old == 0 || Integer.compareUnsigned(old, top) > 0 ? top : old - 1);
  }

  static int and(long address, int value) {
    return updateInt(address, value, (old, v) -> old & v);
  }

  static int or(long address, int value) {
    return updateInt(address, value, (old, v) -> old | v);
  }

  static int xor(long address, int value) {
    return updateInt(address, value, (old, v) -> old ^ v);
  }

  static long and(long address, long value) {
    return updateLong(address, value, (old, v) -> old & v);
  }

  static long or(long address, long value) {
    return updateLong(address, value, (old, v) -> old | v);
  }

  static long xor(long address, long value) {
    return updateLong(address, value, (old, v) -> old ^ v);
  }

  static int exchange(long address, int value) {
    return updateInt(address, value, (old, v) -> v);
  }

  static long exchange(long address, long value) {
    return updateLong(address, value, (old, v) -> v);
  }

  static int compareAndSwap(long address, int expected, int value) {
    while (true) {
      int old = OffHeap.getInt(address);
      if (old != expected || OffHeap.compareAndSwap(address, old, value)) {
        return old;
      }
    }
  }

  static long compareAndSwap(long address, long expected, long value) {
    while (true) {
      long old = OffHeap.getLong(address);
      if (old != expected || OffHeap.compareAndSwap(address, old, value)) {
        return old;
      }
    }
  }
}
