package dev.warpsmith.kernels.emulator;

/** Reads and writes memory outside the Java heap, without any check. */
final class OffHeap {
  private static final RawMemory RAW = RawMemory.INSTANCE;

  /** Offset of an array's first byte. */
  private static final long ARRAY = RAW.arrayBaseOffset(byte[].class);

  private OffHeap() {}

  static long allocate(long bytes) {
    return RAW.allocateMemory(bytes);
  }

  static void free(long address) {
    RAW.freeMemory(address);
  }

  static void fill(long address, long bytes, byte value) {
    RAW.setMemory(address, bytes, value);
  }

  static void copy(long from, long to, long bytes) {
    RAW.copyMemory(from, to, bytes);
  }

  /** Copies the first bytes of an array to memory. */
  static void copyFrom(byte[] source, long to, int bytes) {
    RAW.copyMemory(source, ARRAY, null, to, bytes);
  }

  /** Copies memory to the first bytes of an array. */
  static void copyTo(long from, byte[] target, int bytes) {
    RAW.copyMemory(null, from, target, ARRAY, bytes);
  }

  static byte getByte(long address) {
    return RAW.getByte(address);
  }

  static void putByte(long address, byte value) {
    RAW.putByte(address, value);
  }

  static short getShort(long address) {
    return RAW.getShort(address);
  }

  static void putShort(long address, short value) {
    RAW.putShort(address, value);
  }

  static int getInt(long address) {
    return RAW.getInt(address);
  }

  static void putInt(long address, int value) {
    RAW.putInt(address, value);
  }

  static long getLong(long address) {
    return RAW.getLong(address);
  }

  static void putLong(long address, long value) {
    RAW.putLong(address, value);
  }

  static float getFloat(long address) {
    return RAW.getFloat(address);
  }

  static void putFloat(long address, float value) {
    RAW.putFloat(address, value);
  }

  static double getDouble(long address) {
    return RAW.getDouble(address);
  }

  static void putDouble(long address, double value) {
    RAW.putDouble(address, value);
  }

  static boolean compareAndSwap(long address, int expected, int value) {
    return RAW.compareAndSwapInt(null, address, expected, value);
  }

  static boolean compareAndSwap(long address, long expected, long value) {
    return RAW.compareAndSwapLong(null, address, expected, value);
  }
}
