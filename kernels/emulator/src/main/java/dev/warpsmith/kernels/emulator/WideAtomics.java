package dev.warpsmith.kernels.emulator;

/**
 * Accesses of 128 bits that are atomic toward each other: they take turns.
 *
 * <p>Atomics of other widths on the same bytes do not wait for them; PTX promises nothing there
 * (PTX ISA, "Mixed-size").
 */
final class WideAtomics {
  private static final Object TURN = new Object();

  private WideAtomics() {}

  static long[] load(long address) {
    synchronized (TURN) {
      return get(address);
    }
  }

  static void store(long address, long low, long high) {
    synchronized (TURN) {
      put(address, low, high);
    }
  }

  static long[] exchange(long address, long low, long high) {
    synchronized (TURN) {
      long[] old = get(address);
      put(address, low, high);
      return old;
    }
  }

  static long[] compareAndSwap(
      long address, long expectedLow, long expectedHigh, long low, long high) {
    synchronized (TURN) {
      long[] old = get(address);
      if (old[0] == expectedLow && old[1] == expectedHigh) {
        put(address, low, high);
      }
      return old;
    }
  }

  private static long[] get(long address) {
    return new long[] {OffHeap.getLong(address), OffHeap.getLong(address + 8)};
  }

  private static void put(long address, long low, long high) {
    OffHeap.putLong(address, low);
    OffHeap.putLong(address + 8, high);
  }
}
