package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * A set-associative cache of 128-byte lines with four 32-byte sectors each, replacing the least
 * recently used line.
 *
 * <p>Lines are named by their address divided by 128; sectors by one bit each.
 */
final class SectoredCache {
  private static final int LINE_BYTES = 128;
  private static final long EMPTY = -1;

  private final int sets;
  private final int ways;
  private final long[] tags;
  private final byte[] valid;
  private final byte[] dirty;
  private final int[] used;
  private int clock;
  private long evictedDirtySectors;

  /** Makes an empty cache of at least one line, with about the given associativity. */
  SectoredCache(long bytes, int associativity) {
    long lines = Math.max(1, bytes / LINE_BYTES);
    int powerOfTwo = (int) Long.highestOneBit(Math.max(1, lines / associativity));
    sets = powerOfTwo;
    ways = (int) (lines / powerOfTwo);
    tags = new long[sets * ways];
    valid = new byte[tags.length];
    dirty = new byte[tags.length];
    used = new int[tags.length];
    Arrays.fill(tags, EMPTY);
  }

  /** Reads sectors of a line, fetching those that are missing. Returns those that were there. */
  int read(long line, int sectors) {
    int slot = find(line);
    if (slot < 0) {
      slot = replace(line);
    }
    int hits = valid[slot] & sectors;
    valid[slot] |= (byte) sectors;
    used[slot] = ++clock;
    return hits;
  }

  /** Writes whole sectors of a line, which are then dirty; nothing is fetched. */
  void write(long line, int sectors) {
    int slot = find(line);
    if (slot < 0) {
      slot = replace(line);
    }
    valid[slot] |= (byte) sectors;
    dirty[slot] |= (byte) sectors;
    used[slot] = ++clock;
  }

  /** Returns the sectors written back by evictions since they were last taken. */
  long takeEvicted() {
    long written = evictedDirtySectors;
    evictedDirtySectors = 0;
    return written;
  }

  /** Writes everything dirty back. Returns the sectors written back now and by evictions. */
  long takeWrittenBack() {
    long written = takeEvicted();
    for (int slot = 0; slot < dirty.length; slot++) {
      written += Integer.bitCount(dirty[slot]);
      dirty[slot] = 0;
    }
    return written;
  }

  /** Forgets everything, writing nothing back. */
  void clear() {
    Arrays.fill(tags, EMPTY);
    Arrays.fill(valid, (byte) 0);
    Arrays.fill(dirty, (byte) 0);
    clock = 0;
    evictedDirtySectors = 0;
  }

  private int find(long line) {
    int from = set(line) * ways;
    for (int slot = from; slot < from + ways; slot++) {
      if (tags[slot] == line) {
        return slot;
      }
    }
    return -1;
  }

  private int replace(long line) {
    int from = set(line) * ways;
    int victim = from;
    for (int slot = from; slot < from + ways; slot++) {
      if (tags[slot] == EMPTY) {
        victim = slot;
        break;
      }
      if (used[slot] < used[victim]) {
        victim = slot;
      }
    }
    evictedDirtySectors += Integer.bitCount(dirty[victim]);
    tags[victim] = line;
    valid[victim] = 0;
    dirty[victim] = 0;
    return victim;
  }

  /** Spreads lines over the sets, as hardware hashes addresses, so that strides do not collide. */
  private int set(long line) {
    long mixed = line * 0x9E3779B97F4A7C15L;
    return (int) ((line ^ (mixed >>> 40)) & (sets - 1));
  }
}
