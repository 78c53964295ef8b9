package dev.warpsmith.kernels;

import java.nio.ByteBuffer;

/**
 * Elements of tensors in memory, little-endian as on a device, seen as doubles. Every type's values
 * but the largest 64-bit integers are exact as doubles; storing rounds to nearest, ties to even,
 * and integers saturate.
 */
public final class Elements {
  private static final int DOUBLE_MANTISSA_BITS = 52;
  private static final int HALF_EXPONENT_BITS = 5;
  private static final int HALF_MANTISSA_BITS = 10;
  private static final int BFLOAT_EXPONENT_BITS = 8;
  private static final int BFLOAT_MANTISSA_BITS = 7;

  private Elements() {}

  /**
   * Reads an element.
   *
   * @param memory in little-endian order
   * @param index counted in elements from the buffer's start
   */
  public static double get(DType type, ByteBuffer memory, int index) {
    return switch (type) {
      case F64 -> memory.getDouble(index * 8);
      case F32 -> memory.getFloat(index * 4);
      case F16 -> decode(memory.getShort(index * 2), HALF_EXPONENT_BITS, HALF_MANTISSA_BITS);
      case BF16 -> Float.intBitsToFloat(memory.getShort(index * 2) << 16);
      case I64 -> memory.getLong(index * 8);
      case I32 -> memory.getInt(index * 4);
      case I16 -> memory.getShort(index * 2);
      case I8 -> memory.get(index);
      case U8 -> memory.get(index) & 0xFF;
      case BOOL -> memory.get(index) == 0 ? 0 : 1;
    };
  }

  /** Stores an element; see {@link #get}. */
  public static void put(DType type, ByteBuffer memory, int index, double value) {
    switch (type) {
      case F64 -> memory.putDouble(index * 8, value);
      case F32 -> memory.putFloat(index * 4, (float) value);
      case F16 -> memory.putShort(index * 2, encode(value, HALF_EXPONENT_BITS, HALF_MANTISSA_BITS));
      case BF16 ->
          memory.putShort(index * 2, encode(value, BFLOAT_EXPONENT_BITS, BFLOAT_MANTISSA_BITS));
      case I64 -> memory.putLong(index * 8, Math.round(value));
      case I32 -> memory.putInt(index * 4, (int) Math.rint(value));
      case I16 -> memory.putShort(index * 2, (short) clamp(value, Short.MIN_VALUE, 32767));
      case I8 -> memory.put(index, (byte) clamp(value, Byte.MIN_VALUE, 127));
      case U8 -> memory.put(index, (byte) clamp(value, 0, 255));
      case BOOL -> memory.put(index, (byte) (value == 0 ? 0 : 1));
    }
  }

  /**
   * Stores consecutive elements, as {@link #put} stores each; one loop for each of the floating
   * types.
   *
   * @param first index of the first in the memory
   * @param values of which the first {@code count} are stored
   */
  public static void putAll(DType type, ByteBuffer memory, int first, double[] values, int count) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < count; i++) {
          memory.putFloat((first + i) * 4, (float) values[i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          memory.putShort(
              (first + i) * 2, encode(values[i], HALF_EXPONENT_BITS, HALF_MANTISSA_BITS));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          memory.putShort(
              (first + i) * 2, encode(values[i], BFLOAT_EXPONENT_BITS, BFLOAT_MANTISSA_BITS));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          put(type, memory, first + i, values[i]);
        }
      }
    }
  }

  /**
   * Reads consecutive elements, as {@link #get} reads each; one loop for each of the floating
   * types.
   *
   * @param first index of the first in the memory
   * @param values whose first {@code count} are set
   */
  public static void getAll(DType type, ByteBuffer memory, int first, double[] values, int count) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < count; i++) {
          values[i] = memory.getFloat((first + i) * 4);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          values[i] =
              decode(memory.getShort((first + i) * 2), HALF_EXPONENT_BITS, HALF_MANTISSA_BITS);
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.intBitsToFloat(memory.getShort((first + i) * 2) << 16);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[i] = get(type, memory, first + i);
        }
      }
    }
  }

  /** Returns the value that an element has once it is stored. */
  public static double rounded(DType type, double value) {
    return switch (type) {
      case F64 -> value;
      case F32 -> (float) value;
      case F16 ->
          decode(
              encode(value, HALF_EXPONENT_BITS, HALF_MANTISSA_BITS),
              HALF_EXPONENT_BITS,
              HALF_MANTISSA_BITS);
      case BF16 ->
          Float.intBitsToFloat(encode(value, BFLOAT_EXPONENT_BITS, BFLOAT_MANTISSA_BITS) << 16);
      case I64 -> Math.round(value);
      case I32 -> (int) Math.rint(value);
      case I16 -> clamp(value, Short.MIN_VALUE, 32767);
      case I8 -> clamp(value, Byte.MIN_VALUE, 127);
      case U8 -> clamp(value, 0, 255);
      case BOOL -> value == 0 ? 0 : 1;
    };
  }

  /**
   * Returns the values that consecutive elements have once they are stored, as {@link #rounded}
   * does for each.
   *
   * @param first the first of the values to round
   * @param target whose first {@code count} are set
   */
  public static void roundAll(DType type, double[] values, int first, double[] target, int count) {
    if (type == DType.F32) {
      for (int i = 0; i < count; i++) {
        target[i] = (float) values[first + i];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      target[i] = rounded(type, values[first + i]);
    }
  }

  private static int clamp(double value, int low, int high) {
    return (int) Math.rint(Math.max(low, Math.min(high, value)));
  }

  private static double decode(short bits, int exponentBits, int mantissaBits) {
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = (bits >>> mantissaBits) & ((1 << exponentBits) - 1);
    int mantissa = bits & ((1 << mantissaBits) - 1);
    if (exponent > 0 && exponent < (1 << exponentBits) - 1) {
      long sign = (long) (bits & 0x8000) << (Long.SIZE - Short.SIZE);
      long wide = (long) (exponent - bias + Double.MAX_EXPONENT) << DOUBLE_MANTISSA_BITS;
      long fraction = (long) mantissa << (DOUBLE_MANTISSA_BITS - mantissaBits);
      return Double.longBitsToDouble(sign | wide | fraction);
    }
    double magnitude;
    if (exponent == (1 << exponentBits) - 1) {
      magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude = Math.scalb((double) mantissa, 1 - bias - mantissaBits);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Rounds a number whose exponent the type has; one that rounds beyond it becomes infinity. */
  private static short normal(long bits, int biasedExponent, int mantissaBits) {
    int dropped = DOUBLE_MANTISSA_BITS - mantissaBits;
    long fraction = bits & ((1L << DOUBLE_MANTISSA_BITS) - 1);
    long kept = ((long) biasedExponent << mantissaBits) + (fraction >>> dropped);
    long rest = fraction & ((1L << dropped) - 1);
    long half = 1L << (dropped - 1);
    boolean up = rest > half || (rest == half && (kept & 1) == 1);
    return (short) ((bits < 0 ? 0x8000 : 0) | (kept + (up ? 1 : 0)));
  }

  private static short encode(double value, int exponentBits, int mantissaBits) {
    int bias = (1 << (exponentBits - 1)) - 1;
    long bits64 = Double.doubleToRawLongBits(value);
    int power = (int) ((bits64 >>> DOUBLE_MANTISSA_BITS) & 0x7FF) - Double.MAX_EXPONENT;
    if (power > -bias && power <= bias) {
      return normal(bits64, power + bias, mantissaBits);
    }
    int infinity = ((1 << exponentBits) - 1) << mantissaBits;
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    if (Double.isNaN(value)) {
      return (short) (sign | infinity | (1 << (mantissaBits - 1)));
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    if (exponent > bias) {
      return (short) (sign | infinity);
    }
    // Below the smallest normal number the hidden bit is missing and rounding up makes it appear.
    int scaled = (int) Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
    int bits = ((exponent + bias - 1) << mantissaBits) + scaled;
    return (short) (sign | Math.min(bits, infinity));
  }
}
