package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The sectors that a block reads from L2, each once, in the order in which it asks for them. */
final class FirstReads {
  static final int SECTORS_OF_LINE = 4;

  private final long[] sectors;
  private final boolean again;

  private FirstReads(long[] sectors, boolean again) {
    this.sectors = sectors;
    this.again = again;
  }

  static FirstReads of(AccessStream stream) {
    Map<Long, Integer> seen = new HashMap<>();
    long[] sectors = new long[SECTORS_OF_LINE * stream.size()];
    int count = 0;
    boolean again = false;
    for (int i = 0; i < stream.size(); i++) {
      if (!stream.isWrite(i)) {
        long line = stream.line(i);
        int before = seen.getOrDefault(line, 0);
        int fresh = stream.sectors(i) & ~before;
        again |= (stream.sectors(i) & before) != 0;
        seen.put(line, before | fresh);
        for (int rest = fresh; rest != 0; rest &= rest - 1) {
          sectors[count++] = SECTORS_OF_LINE * line + Integer.numberOfTrailingZeros(rest);
        }
      }
    }
    return new FirstReads(Arrays.copyOf(sectors, count), again);
  }

  /** Returns the sectors: addresses divided by 32. */
  long[] sectors() {
    return sectors;
  }

  /** Tells whether the block asks for some of them more than once. */
  boolean again() {
    return again;
  }

  int size() {
    return sectors.length;
  }

  /** Returns how far each sector is from that of another block; empty if they cannot be paired. */
  long[] distance(FirstReads other) {
    if (other.size() != size()) {
      return new long[0];
    }
    long[] distance = new long[size()];
    for (int i = 0; i < distance.length; i++) {
      distance[i] = sectors[i] - other.sectors[i];
    }
    return distance;
  }
}
