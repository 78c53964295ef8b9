package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;

/**
 * Splits one warp's global access into 128-byte lines and 32-byte sectors.
 *
 * <p>One instance serves one memory instruction of one block and remembers the last pattern: an
 * access with the same lanes and the same distances between them costs one comparison.
 */
final class Coalescer {
  private static final int LINE_SHIFT = 7;
  private static final int SECTOR_SHIFT = 5;

  private final int bytes;
  private final long[] distance = new long[32];
  private int mask;
  private long base;
  private int count;
  private long[] lines = new long[4];
  private int[] sectorMasks = new int[4];
  private int sectors;
  private int wavefronts;

  Coalescer(int bytesPerLane) {
    this.bytes = bytesPerLane;
  }

  /** Takes an access; the other methods then tell of it. The mask must not be empty. */
  void access(int activeMask, long[] address) {
    int first = Integer.numberOfTrailingZeros(activeMask);
    long start = address[first];
    if (activeMask == mask && ((start - base) & 127) == 0 && sameDistances(address, start)) {
      long shift = (start - base) >> LINE_SHIFT;
      if (shift != 0) {
        for (int i = 0; i < count; i++) {
          lines[i] += shift;
        }
        base = start;
      }
      return;
    }
    mask = activeMask;
    base = start;
    for (int lane = 0; lane < 32; lane++) {
      distance[lane] = address[lane] - start;
    }
    split(address);
  }

  /** Returns the number of distinct 128-byte lines. */
  int lines() {
    return count;
  }

  /** Returns a line's number: its address divided by 128. */
  long line(int index) {
    return lines[index];
  }

  /** Returns which of a line's four sectors are accessed, one bit each. */
  int sectorMask(int index) {
    return sectorMasks[index];
  }

  /** Returns the number of distinct 32-byte sectors. */
  int sectors() {
    return sectors;
  }

  /**
   * Returns the passes through L1's data stage: for each group of lanes that moves up to 128 bytes
   * the larger of its bank conflicts and a quarter of its lines (measured on an H200:
   * RRZE-HPC/gpu-benches, gpu-strides/h200.txt).
   */
  int wavefronts() {
    return wavefronts;
  }

  private boolean sameDistances(long[] address, long start) {
    if (mask == -1) {
      long difference = 0;
      for (int lane = 0; lane < 32; lane++) {
        difference |= (address[lane] - start) ^ distance[lane];
      }
      return difference == 0;
    }
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      if (address[lane] - start != distance[lane]) {
        return false;
      }
    }
    return true;
  }

  private void split(long[] address) {
    count = 0;
    wavefronts = 0;
    int lanes = Banks.contiguous(mask, address, bytes) ? 32 : Banks.lanesPerPass(bytes);
    for (int from = 0; from < 32; from += lanes) {
      int group = mask & Banks.groupMask(from, lanes);
      if (group != 0) {
        int before = count;
        for (int rest = group; rest != 0; rest &= rest - 1) {
          add(address[Integer.numberOfTrailingZeros(rest)]);
        }
        int newLines = count - before;
        wavefronts += Math.max(Banks.degree(group, address, bytes), (newLines + 3) / 4);
      }
    }
    sectors = 0;
    for (int i = 0; i < count; i++) {
      sectors += Integer.bitCount(sectorMasks[i]);
    }
  }

  private void add(long address) {
    long last = (address + bytes - 1) >> SECTOR_SHIFT;
    for (long sector = address >> SECTOR_SHIFT; sector <= last; sector++) {
      addSector(sector >> (LINE_SHIFT - SECTOR_SHIFT), 1 << (int) (sector & 3));
    }
  }

  private void addSector(long line, int bit) {
    for (int i = count - 1; i >= 0; i--) {
      if (lines[i] == line) {
        sectorMasks[i] |= bit;
        return;
      }
    }
    if (count == lines.length) {
      lines = Arrays.copyOf(lines, 2 * count);
      sectorMasks = Arrays.copyOf(sectorMasks, 2 * count);
    }
    lines[count] = line;
    sectorMasks[count++] = bit;
  }
}
