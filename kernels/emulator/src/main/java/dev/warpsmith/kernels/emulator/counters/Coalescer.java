package dev.warpsmith.kernels.emulator.counters;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits one warp's global access into 128-byte lines and 32-byte sectors.
 *
 * <p>One instance serves one memory instruction of one block and remembers its last pattern, the
 * distances between the lanes, with the split for each alignment: an access with the same lanes and
 * distances costs one comparison.
 */
final class Coalescer {
  private static final int LINE_BYTES = 128;
  private static final int SECTOR_BYTES = 32;
  private static final int ALIGNMENTS = LINE_BYTES / 4;

  private final int bytes;
  private final long[] distance = new long[32];
  private final @Nullable Split[] splits = new @Nullable Split[ALIGNMENTS];
  private int mask;
  private long base;
  private long firstLine;
  private Split split = new Split();

  Coalescer(int bytesPerLane) {
    this.bytes = bytesPerLane;
  }

  /**
   * Takes an access; the other methods then tell of it. The mask must not be empty.
   *
   * @param offset bytes to add to each address
   */
  void access(int activeMask, long[] address, long offset) {
    long first = address[Integer.numberOfTrailingZeros(activeMask)];
    long start = first + offset;
    if (activeMask != mask || ((start - base) & 3) != 0 || !sameDistances(address, first)) {
      mask = activeMask;
      base = start;
      for (int lane = 0; lane < 32; lane++) {
        distance[lane] = address[lane] - first;
      }
      Arrays.fill(splits, null);
    }
    firstLine = Math.floorDiv(start, (long) LINE_BYTES);
    int alignment = (int) ((start & (LINE_BYTES - 1)) >> 2);
    Split known = splits[alignment];
    if (known == null) {
      known = new Split();
      split(known, start);
      splits[alignment] = known;
    }
    split = known;
  }

  /** Returns the number of distinct 128-byte lines. */
  int lines() {
    return split.count;
  }

  /** Returns a line's number: its address divided by 128. */
  long line(int index) {
    return firstLine + split.lines[index];
  }

  /** Returns which of a line's four sectors are accessed, one bit each. */
  int sectorMask(int index) {
    return split.sectorMasks[index];
  }

  /**
   * Returns how many four-byte words of each of a line's sectors are accessed, at most 8, four bits
   * for each sector; words that several lanes access count as often.
   */
  int words(int index) {
    return split.words(index);
  }

  /** Returns the number of distinct 32-byte sectors. */
  int sectors() {
    return split.sectors;
  }

  /**
   * Returns the passes through L1's data stage: for each group of lanes that moves up to 128 bytes
   * the larger of its bank conflicts and a quarter of its lines (measured on an H200:
   * RRZE-HPC/gpu-benches, gpu-strides/h200.txt).
   */
  int wavefronts() {
    return split.wavefronts;
  }

  private boolean sameDistances(long[] address, long first) {
    if (mask == -1) {
      long difference = 0;
      for (int lane = 0; lane < 32; lane++) {
        difference |= (address[lane] - first) ^ distance[lane];
      }
      return difference == 0;
    }
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      if (address[lane] - first != distance[lane]) {
        return false;
      }
    }
    return true;
  }

  private void split(Split result, long start) {
    long[] address = new long[32];
    for (int lane = 0; lane < 32; lane++) {
      address[lane] = start + distance[lane];
    }
    int lanes = Banks.contiguous(mask, address, bytes) ? 32 : Banks.lanesPerPass(bytes);
    for (int lane = 0; lane < 32; lane += lanes) {
      int group = mask & Banks.groupMask(lane, lanes);
      if (group != 0) {
        int before = result.count;
        for (int rest = group; rest != 0; rest &= rest - 1) {
          long from = address[Integer.numberOfTrailingZeros(rest)];
          result.add(from - firstLine * LINE_BYTES, bytes);
        }
        int newLines = result.count - before;
        result.wavefronts += Math.max(Banks.degree(group, address, bytes), (newLines + 3) / 4);
      }
    }
  }

  /** The lines of an access, counted from the line of its first active lane. */
  private static final class Split {
    private int count;
    private long[] lines = new long[4];
    private int[] sectorMasks = new int[4];

    /** Bytes of each sector, sixteen bits for each. */
    private long[] sectorBytes = new long[4];

    private int sectors;
    private int wavefronts;

    void add(long from, int bytes) {
      long last = Math.floorDiv(from + bytes - 1, (long) SECTOR_BYTES);
      for (long sector = Math.floorDiv(from, (long) SECTOR_BYTES); sector <= last; sector++) {
        long start = Math.max(from, sector * SECTOR_BYTES);
        long end = Math.min(from + bytes, (sector + 1) * SECTOR_BYTES);
        addSector(Math.floorDiv(sector, 4L), (int) (sector & 3), (int) (end - start));
      }
    }

    int words(int index) {
      int words = 0;
      for (int sector = 0; sector < 4; sector++) {
        int bytes = (int) (sectorBytes[index] >>> (16 * sector)) & 0xFFFF;
        words |= Math.min(SectoredCache.WHOLE, (bytes + 3) / 4) << (4 * sector);
      }
      return words;
    }

    private void addSector(long line, int sector, int bytes) {
      int bit = 1 << sector;
      long added = (long) bytes << (16 * sector);
      for (int i = count - 1; i >= 0; i--) {
        if (lines[i] == line) {
          sectors += (sectorMasks[i] & bit) == 0 ? 1 : 0;
          sectorMasks[i] |= bit;
          sectorBytes[i] += added;
          return;
        }
      }
      if (count == lines.length) {
        lines = Arrays.copyOf(lines, 2 * count);
        sectorMasks = Arrays.copyOf(sectorMasks, 2 * count);
        sectorBytes = Arrays.copyOf(sectorBytes, 2 * count);
      }
      lines[count] = line;
      sectorBytes[count] = added;
      sectorMasks[count++] = bit;
      sectors++;
    }
  }
}
