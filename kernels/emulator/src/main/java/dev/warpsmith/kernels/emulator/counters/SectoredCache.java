package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * A set-associative cache of 128-byte lines with four 32-byte sectors each, replacing the least
 * recently used line.
 *
 * <p>Of a sector that is written in part, the bytes are counted: if it leaves the cache, or is
 * read, before all of it was written, the rest is <i>filled</i> from memory. Whether two writes
 * wrote the same bytes is not looked at.
 *
 * <p>Lines are named by their address divided by 128; sectors by one bit each.
 */
final class SectoredCache {
  static final int SECTOR_BYTES = 32;
  private static final int SECTORS = 4;

  /** Four-byte words of a sector. */
  static final int WHOLE = 8;

  /** {@link #WHOLE} for each of a line's sectors. */
  static final int ALL_WHOLE = 0x8888;

  private static final long EMPTY = -1;

  private final CacheShape shape;
  private final int ways;
  private final long[] tags;
  private final byte[] valid;
  private final byte[] dirty;

  /** Sectors that were read or written, not only fetched beside others. */
  private final byte[] touched;

  /** Words that were written or fetched, four bits for each sector. */
  private final short[] words;

  /** Sectors that memory gives together. */
  private final int granule;

  private final boolean fills;

  private final int[] used;
  private int clock;
  private long evictedDirtySectors;
  private long fetchedSectors;
  private long wantedSectors;

  /** Makes an empty cache of at least one line, with about the given associativity. */
  SectoredCache(long bytes, int associativity) {
    this(bytes, associativity, 1, false);
  }

  /**
   * Makes an empty cache of a memory that gives more than a sector at a time.
   *
   * @param granule sectors, aligned, that a read of memory fetches: 1 or 2
   * @param fills whether sectors that were written in part are filled
   */
  SectoredCache(long bytes, int associativity, int granule, boolean fills) {
    this.granule = granule;
    this.fills = fills;
    shape = CacheShape.of(bytes, associativity);
    ways = shape.ways();
    tags = new long[shape.slots()];
    valid = new byte[tags.length];
    dirty = new byte[tags.length];
    touched = new byte[tags.length];
    words = new short[tags.length];
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
    wantedSectors += Integer.bitCount(sectors & ~touched[slot]);
    touched[slot] |= (byte) sectors;
    if (hits != sectors) {
      int fetched = whole(sectors & ~hits) & ~valid[slot];
      fetchedSectors += Integer.bitCount(fetched);
      valid[slot] |= (byte) fetched;
      words[slot] |= (short) nibbles(fetched);
    }
    fill(slot, hits & dirty[slot]);
    used[slot] = ++clock;
    return hits;
  }

  /** Writes whole sectors of a line, which are then dirty; nothing is fetched. */
  void write(long line, int sectors) {
    write(line, sectors, ALL_WHOLE);
  }

  /**
   * Writes sectors of a line, which are then dirty; nothing is fetched yet.
   *
   * @param written words of each sector that are written, four bits for each, 1 to 8
   */
  void write(long line, int sectors, int written) {
    int slot = find(line);
    if (slot < 0) {
      slot = replace(line);
    }
    valid[slot] |= (byte) sectors;
    dirty[slot] |= (byte) sectors;
    touched[slot] |= (byte) sectors;
    words[slot] =
        written == ALL_WHOLE
            ? (short) (words[slot] | nibbles(sectors))
            : (short) added(words[slot], sectors, written);
    used[slot] = ++clock;
  }

  private static int added(int words, int sectors, int written) {
    int sum = words & 0xFFFF;
    for (int sector = 0; sector < SECTORS; sector++) {
      if ((sectors >> sector & 1) != 0) {
        int shift = SECTORS * sector;
        int now = Math.min(WHOLE, (sum >> shift & 0xF) + (written >> shift & 0xF));
        sum = (sum & ~(0xF << shift)) | (now << shift);
      }
    }
    return sum;
  }

  /** Fetches what is missing of sectors that were written in part. */
  private void fill(int slot, int sectors) {
    if (!fills || sectors == 0 || (words[slot] & nibbles(sectors)) == nibbles(sectors)) {
      return;
    }
    int partial = 0;
    for (int sector = 0; sector < SECTORS; sector++) {
      int bit = 1 << sector;
      if ((sectors & bit) != 0 && ((words[slot] >> (SECTORS * sector)) & 0xF) < WHOLE) {
        partial |= bit;
      }
    }
    fetchedSectors += Integer.bitCount(whole(partial));
    words[slot] |= (short) nibbles(partial);
  }

  /** Returns sectors with those that memory gives together with them. */
  private int whole(int sectors) {
    return granule == 1 ? sectors : sectors | ((sectors & 0b0101) << 1) | ((sectors & 0b1010) >> 1);
  }

  /** Returns {@link #WHOLE} for each sector. */
  private static int nibbles(int sectors) {
    return (sectors & 1) << 3 | (sectors & 2) << 6 | (sectors & 4) << 9 | (sectors & 8) << 12;
  }

  /**
   * Returns the sectors that were read for the first time since they last came, since they were
   * last taken: what memory would have given if it gave single sectors and nothing was filled.
   */
  long takeWanted() {
    long wanted = wantedSectors;
    wantedSectors = 0;
    return wanted;
  }

  /** Returns the sectors that memory gave since they were last taken, those of fills included. */
  long takeFetched() {
    long fetched = fetchedSectors;
    fetchedSectors = 0;
    return fetched;
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
      fill(slot, dirty[slot]);
      dirty[slot] = 0;
    }
    return written;
  }

  /** Forgets everything, writing nothing back. */
  void clear() {
    Arrays.fill(tags, EMPTY);
    Arrays.fill(valid, (byte) 0);
    Arrays.fill(dirty, (byte) 0);
    Arrays.fill(touched, (byte) 0);
    Arrays.fill(words, (short) 0);
    clock = 0;
    evictedDirtySectors = 0;
    fetchedSectors = 0;
    wantedSectors = 0;
  }

  private int find(long line) {
    int from = shape.first(line);
    for (int slot = from; slot < from + ways; slot++) {
      if (tags[slot] == line) {
        return slot;
      }
    }
    return -1;
  }

  private int replace(long line) {
    int from = shape.first(line);
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
    fill(victim, dirty[victim]);
    words[victim] = 0;
    touched[victim] = 0;
    tags[victim] = line;
    valid[victim] = 0;
    dirty[victim] = 0;
    return victim;
  }
}
