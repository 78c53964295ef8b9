package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * What one block asked of L2, in order: a line, the sectors, and whether they are written, with the
 * words that are.
 */
final class AccessStream {
  private static final int MASK_BITS = 4;
  private static final int WRITE = 1 << MASK_BITS;
  private static final int WORDS_SHIFT = MASK_BITS + 1;
  private static final int WORDS = 0xFFFF;
  private static final int LINE_SHIFT = WORDS_SHIFT + 16;

  private long[] entries = new long[64];
  private int size;
  private long readSectors;
  private long writtenSectors;

  void read(long line, int sectors) {
    readSectors += Integer.bitCount(sectors);
    add(line << LINE_SHIFT | sectors);
  }

  void write(long line, int sectors) {
    write(line, sectors, SectoredCache.ALL_WHOLE);
  }

  /** Adds a write; {@code words} of each sector, four bits for each. */
  void write(long line, int sectors, int words) {
    writtenSectors += Integer.bitCount(sectors);
    add(line << LINE_SHIFT | (long) words << WORDS_SHIFT | WRITE | sectors);
  }

  /** Gives back memory that is not used. */
  void trim() {
    entries = Arrays.copyOf(entries, size);
  }

  /** Returns the sectors of all reads. */
  long readSectors() {
    return readSectors;
  }

  /** Returns the sectors of all writes. */
  long writtenSectors() {
    return writtenSectors;
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

  /** Returns the words that a write writes, four bits for each sector. */
  int words(int index) {
    return (int) (entries[index] >> WORDS_SHIFT) & WORDS;
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
