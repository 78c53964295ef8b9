package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * What one warp did, in order, until it is replayed side by side with the other warps of its block.
 *
 * <p>An entry is a number: a kind, and either a basic block or a line with its sectors and the
 * words of them that are written.
 */
final class WarpLog {
  /** The warp entered a basic block. */
  static final int ENTER = 0;

  /** A load that L1 may answer. */
  static final int LOAD = 1;

  /** A load that passes L1 by. */
  static final int UNCACHED_LOAD = 2;

  static final int STORE = 3;

  /** A read and a write at L2. */
  static final int ATOMIC = 4;

  /** The warp arrived at a barrier of its block. */
  static final int BARRIER = 5;

  static final int END = 6;

  private static final int KIND_BITS = 3;
  private static final int SECTOR_BITS = 4;
  private static final int WORD_BITS = 16;

  private long[] entries = new long[64];
  private int size;
  private int position;

  void add(int kind, long line, int sectors) {
    add(kind, line, sectors, 0);
  }

  /** Adds an access; {@code words} of each sector, four bits for each. */
  void add(int kind, long line, int sectors, int words) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * size);
    }
    entries[size++] = ((line << WORD_BITS | words) << SECTOR_BITS | sectors) << KIND_BITS | kind;
  }

  boolean hasNext() {
    return position < size;
  }

  /** Returns the kind of the next entry. */
  int kind() {
    return (int) entries[position] & ((1 << KIND_BITS) - 1);
  }

  /** Returns the line, or basic block, of the next entry. */
  long line() {
    return entries[position] >>> (KIND_BITS + SECTOR_BITS + WORD_BITS);
  }

  /** Returns the words that the next entry writes, four bits for each sector. */
  int words() {
    return (int) (entries[position] >>> (KIND_BITS + SECTOR_BITS)) & ((1 << WORD_BITS) - 1);
  }

  /** Returns the sectors of the next entry. */
  int sectors() {
    return (int) (entries[position] >>> KIND_BITS) & ((1 << SECTOR_BITS) - 1);
  }

  /** Steps over the next entry; a log without entries begins anew. */
  void step() {
    if (++position == size) {
      position = 0;
      size = 0;
    }
  }
}
