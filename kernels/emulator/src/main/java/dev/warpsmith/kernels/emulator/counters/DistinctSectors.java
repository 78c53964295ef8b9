package dev.warpsmith.kernels.emulator.counters;

import java.util.Optional;

/** Sectors, each of which may be read once: a bit for every sector of a range of lines. */
final class DistinctSectors implements GridReads.Reader {
  private static final int LINES_OF_WORD = Long.SIZE / FirstReads.SECTORS_OF_LINE;

  /** Lines of 16 GiB: 64 MiB of bits. */
  private static final long MOST_LINES = 1L << 27;

  private final long first;
  private final long[] words;

  private DistinctSectors(long first, int words) {
    this.first = first;
    this.words = new long[words];
  }

  /**
   * Makes an empty set.
   *
   * @param lowest the lowest sector that may be read
   * @param highest the highest one
   * @return empty if there are too many in between
   */
  static Optional<DistinctSectors> between(long lowest, long highest) {
    long first = Math.floorDiv(lowest, (long) FirstReads.SECTORS_OF_LINE);
    long lines = Math.floorDiv(highest, (long) FirstReads.SECTORS_OF_LINE) - first + 1;
    return lines > MOST_LINES
        ? Optional.empty()
        : Optional.of(new DistinctSectors(first, (int) (lines / LINES_OF_WORD + 1)));
  }

  /** Reads sectors of a line. Returns whether none of them was read before. */
  @Override
  public boolean read(long line, int sectors) {
    long place = line - first;
    int word = (int) (place / LINES_OF_WORD);
    long bits = (long) sectors << (int) (place % LINES_OF_WORD * FirstReads.SECTORS_OF_LINE);
    boolean distinct = (words[word] & bits) == 0;
    words[word] |= bits;
    return distinct;
  }
}
