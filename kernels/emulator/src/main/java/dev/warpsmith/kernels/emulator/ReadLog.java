package dev.warpsmith.kernels.emulator;

import java.util.Arrays;

/**
 * Reads of one block's shared memory that are not recorded in its cells yet.
 *
 * <p>While no thread has written since the last barrier, a read can race only with a write still to
 * come. So runs of reads are only noted; the next barrier forgets them, and the first write before
 * it has them recorded.
 */
final class ReadLog {
  private static final int MOST = 1 << 14;
  private static final int REMEMBERED = 1 << 10;
  private static final int THREAD_SHIFT = 53;
  private static final int RUN_SHIFT = 32;
  private static final int RUN = (1 << (THREAD_SHIFT - RUN_SHIFT)) - 1;

  private long[] entries = {};
  private int count;

  /** Runs of reads whose bytes were all written, by a hash; they stay so. */
  private long[] written = {};

  /** What is done with a run of reads by a thread. */
  interface Reader {
    void read(int thread, int run, int base);
  }

  private static long key(int run, int base) {
    return ((long) run << RUN_SHIFT) | (base & 0xFFFFFFFFL);
  }

  private static int place(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 54);
  }

  /** Tells whether the bytes that a run reads from a base are known to be written. */
  boolean knows(int run, int base) {
    long key = key(run, base);
    return written.length > 0 && written[place(key)] == key;
  }

  void learn(int run, int base) {
    if (written.length == 0) {
      written = new long[REMEMBERED];
      Arrays.fill(written, -1);
    }
    long key = key(run, base);
    written[place(key)] = key;
  }

  boolean full() {
    return count == MOST;
  }

  void add(int thread, int run, int base) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(256, 2 * count));
    }
    entries[count++] = ((long) thread << THREAD_SHIFT) | key(run, base);
  }

  void clear() {
    count = 0;
  }

  /** Gives each run of reads in order, and forgets them. */
  void drain(Reader reader) {
    for (int k = 0; k < count; k++) {
      long entry = entries[k];
      int run = (int) (entry >>> RUN_SHIFT) & RUN;
      reader.read((int) (entry >>> THREAD_SHIFT), run, (int) entry);
    }
    count = 0;
  }
}
