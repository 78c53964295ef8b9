package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/** What one block asked of L2, in order: a line, the sectors, and whether they are written. */
final class AccessStream {
  private static final int MASK_BITS = 4;
  private static final int WRITE = 1 << MASK_BITS;
  private static final int LINE_SHIFT = MASK_BITS + 1;

  private long[] entries = new long[64];
  private int size;

  void read(long line, int sectors) {
    add(line << LINE_SHIFT | sectors);
  }

  void write(long line, int sectors) {
    add(line << LINE_SHIFT | WRITE | sectors);
  }

  /** Gives back memory that is not used. */
  void trim() {
    entries = Arrays.copyOf(entries, size);
  }

  int size() {
    return size;
  }

  long line(int index) {
    return entries[index] >>> LINE_SHIFT;
  }

  int sectors(int index) {
    return (int) entries[index] & (WRITE - 1);
  }

  boolean isWrite(int index) {
    return (entries[index] & WRITE) != 0;
  }

  private void add(long entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(64, 2 * size));
    }
    entries[size++] = entry;
  }
}
