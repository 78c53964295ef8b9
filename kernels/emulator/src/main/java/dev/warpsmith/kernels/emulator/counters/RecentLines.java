package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * What a {@link SectoredCache} says of hits, for replays of millions of lines that ask nothing
 * else: each set is a row of lines, the most recently used one first, so that one pass over it
 * finds a line or makes room for it.
 *
 * <p>Lines are named by their address divided by 128, from 0 up to 2<sup>59</sup>; sectors by one
 * bit each.
 */
final class RecentLines {
  private static final int SECTORS = FirstReads.SECTORS_OF_LINE;
  private static final int ALL = (1 << SECTORS) - 1;
  private static final long EMPTY = -1;

  private final CacheShape shape;

  /** Line and, in its lowest bits, the sectors that are there. */
  private final long[] lines;

  /** Makes an empty cache of the shape that {@link SectoredCache} has. */
  RecentLines(long bytes, int associativity) {
    shape = CacheShape.of(bytes, associativity);
    lines = new long[shape.slots()];
    Arrays.fill(lines, EMPTY);
  }

  /** Reads sectors of a line, which are there afterwards. Returns those that were there before. */
  int read(long line, int sectors) {
    int from = shape.first(line);
    long moved = EMPTY;
    for (int slot = from; slot < from + shape.ways(); slot++) {
      long here = lines[slot];
      lines[slot] = moved;
      if (here >> SECTORS == line) {
        lines[from] = here | sectors;
        return (int) here & sectors;
      }
      if (here == EMPTY) {
        break;
      }
      moved = here;
    }
    lines[from] = line << SECTORS | sectors;
    return 0;
  }

  /** Writes a whole line. */
  void write(long line) {
    read(line, ALL);
  }
}
