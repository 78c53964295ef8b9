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
          return type.floating() ? half(i, modifier, type) : sign(modifier, type);
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
          return type.bytes() == 2 ? "compareAndSwapHalf" : "compareAndSwap";
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

  private static String sign(String operation, ScalarType type) {
    return operation + (type.signed() ? "Signed" : "Unsigned");
  }

  private static String add(Instruction i, ScalarType type) {
    return type.floating() && type.bytes() < 8 && type != ScalarType.F32
        ? half(i, "add", type)
        : "add";
  }

  /** Returns the method for 16-bit floats and pairs of them. */
  private static String half(Instruction i, String operation, ScalarType type) {
    return switch (type) {
      case F16 -> operation + "Half";
      case BF16 -> operation + "Bfloat";
      case F16X2 -> operation + "Halves";
      case BF16X2 -> operation + "Bfloats";
      default -> unsupported(i);
    };
  }

  /**
   * Tells whether {@code add.f32} at a generic address flushes subnormals: not in shared memory.
   */
  static boolean flushes(long address) {
    return !AddressSpace.isWindow(SymbolAddress.Space.SHARED, address);
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

  static float add(long address, float value, boolean flush) {
    while (true) {
      int old = OffHeap.getInt(address);
      float before = Float.intBitsToFloat(old);
      float sum = flush ? flushedSum(before, value) : before + value;
      if (OffHeap.compareAndSwap(address, old, FloatArithmetic.bits(sum))) {
        return before;
      }
    }
  }

  private static float flushedSum(float a, float b) {
    return FloatArithmetic.flush(FloatArithmetic.flush(a) + FloatArithmetic.flush(b));
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
    return half(address, value, (a, b) -> HalfArithmetic.add(a, b, false));
  }

  static int addBfloat(long address, int value) {
    return half(address, value, (a, b) -> HalfArithmetic.add(a, b, true));
  }

  static int minHalf(long address, int value) {
    return half(address, value, (a, b) -> HalfArithmetic.min(a, b, false));
  }

  static int minBfloat(long address, int value) {
    return half(address, value, (a, b) -> HalfArithmetic.min(a, b, true));
  }

  static int maxHalf(long address, int value) {
    return half(address, value, (a, b) -> HalfArithmetic.max(a, b, false));
  }

  static int maxBfloat(long address, int value) {
    return half(address, value, (a, b) -> HalfArithmetic.max(a, b, true));
  }

  /** Updates the 16 bits at an address within their word. */
  private static int half(long address, int value, IntBinaryOperator operator) {
    int shift = (int) (address & 2) * 8;
    int old =
        updateInt(
            address & ~2L,
            value & 0xFFFF,
            (word, v) -> {
              int result = operator.applyAsInt(word >>> shift & 0xFFFF, v) & 0xFFFF;
              return (word & ~(0xFFFF << shift)) | (result << shift);
            });
    return old >>> shift & 0xFFFF;
  }

  static int compareAndSwapHalf(long address, int expected, int value) {
    return half(address, value, (old, v) -> old == (expected & 0xFFFF) ? v : old);
  }

  static int addHalves(long address, int value) {
    return pair(address, value, (a, b) -> HalfArithmetic.add(a, b, false));
  }

  static int addBfloats(long address, int value) {
    return pair(address, value, (a, b) -> HalfArithmetic.add(a, b, true));
  }

  static int minHalves(long address, int value) {
    return pair(address, value, (a, b) -> HalfArithmetic.min(a, b, false));
  }

  static int minBfloats(long address, int value) {
    return pair(address, value, (a, b) -> HalfArithmetic.min(a, b, true));
  }

  static int maxHalves(long address, int value) {
    return pair(address, value, (a, b) -> HalfArithmetic.max(a, b, false));
  }

  static int maxBfloats(long address, int value) {
    return pair(address, value, (a, b) -> HalfArithmetic.max(a, b, true));
  }

  private static int pair(long address, int value, IntBinaryOperator operator) {
    return updateInt(
        address,
        value,
        (old, v) -> {
          int low = operator.applyAsInt(old & 0xFFFF, v & 0xFFFF) & 0xFFFF;
          return low | (operator.applyAsInt(old >>> 16, v >>> 16) << 16);
        });
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
