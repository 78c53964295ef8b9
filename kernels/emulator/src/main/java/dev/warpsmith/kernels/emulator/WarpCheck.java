package dev.warpsmith.kernels.emulator;

import org.jspecify.annotations.Nullable;

/**
 * The fast way of check mode: what most accesses need, without a report in hand.
 *
 * <p>Each method returns the host address of an access that is all right, after it has recorded the
 * access. Whatever is not plainly right goes to {@link Sanitizer#access}, which finds out.
 */
final class WarpCheck {
  private static final int THREAD = SharedRaces.THREAD;
  private static final int WARP = SharedRaces.WARP;

  private final SharedRaces races;
  private final int[] shared;
  private final int cellBytes;
  private final int cellShift;
  private final int sharedBytes;
  private final @Nullable Allocation[] windows;
  private final int firstSlot;

  /** The warp, where a thread stands in a shared stamp. */
  private final int warp;

  /** Stamp of the warp's shared accesses now; the lane is added. */
  int stamp;

  /** Least stamps of shared accesses that a barrier, or a warp barrier, has not ordered yet. */
  int blockLimit;

  int warpLimit;

  /** A slot of the warp's global accesses now, without lane and kind; 0 if it has no stamp yet. */
  int slot;

  WarpCheck(LaunchExecution launch, SharedRaces races, int warp) {
    this.races = races;
    this.shared = races.cells();
    this.cellBytes = races.cellBytes();
    this.cellShift = Integer.numberOfTrailingZeros(cellBytes);
    this.sharedBytes = launch.sharedBytes();
    this.windows = new @Nullable Allocation[launch.program().windows()];
    this.firstSlot = launch.check().firstStamp() << Cells.STAMP_SHIFT;
    this.warp = warp * RegisterFile.LANES;
  }

  static long sharedLoad(Warp warp, int lane, long address, int bytes, int site) {
    WarpCheck check = warp.check();
    if (check.inShared(address, bytes)) {
      int first = (int) address >> check.cellShift;
      int end = ((int) address + bytes) >> check.cellShift;
      int cell = first;
      while (cell < end && check.readShared(3 * cell, lane)) {
        cell++;
      }
      if (cell == end) {
        return warp.shared + address;
      }
    }
    return Sanitizer.access(warp, lane, address, site);
  }

  static long sharedStore(Warp warp, int lane, long address, int bytes, int site) {
    WarpCheck check = warp.check();
    if (check.inShared(address, bytes)) {
      int first = (int) address >> check.cellShift;
      int end = ((int) address + bytes) >> check.cellShift;
      int cell = first;
      check.races.stir();
      while (cell < end && check.writeShared(3 * cell, lane)) {
        cell++;
      }
      if (cell == end) {
        return warp.shared + address;
      }
    }
    return Sanitizer.access(warp, lane, address, site);
  }

  /**
   * Checks the reads of a run together.
   *
   * @param least the run's lowest offset
   * @param end the run's end
   * @param misaligned bits that the base must not have
   * @return the host address of the base
   */
  static long sharedRun(
      Warp warp, int lane, long base, int run, int least, int end, int misaligned) {
    WarpCheck check = warp.check();
    boolean inside =
        base + least >= 0 && base + end <= check.sharedBytes && (base & misaligned) == 0;
    if (!inside || !check.races.note(check.warp + lane, run, (int) base)) {
      check.readOneByOne(warp, lane, base, run);
    }
    return warp.shared + base;
  }

  private void readOneByOne(Warp warp, int lane, long base, int id) {
    AccessRun run = warp.launch().program().runs().get(id);
    for (AccessRun.Entry entry : run.entries()) {
      sharedLoad(warp, lane, base + entry.offset(), entry.bytes(), entry.site());
    }
    races.learn(run, (int) base);
  }

  /** Records a read that is all right. */
  void record(int lane, int offset, int bytes) {
    for (int cell = offset >> cellShift; cell < (offset + bytes) >> cellShift; cell++) {
      readShared(3 * cell, lane);
    }
  }

  private boolean inShared(long address, int bytes) {
    return address >= 0
        && address <= sharedBytes - bytes
        && (address & (bytes - 1)) == 0
        && bytes >= cellBytes
        && !races.careful();
  }

  /** Tells whether an access is by this thread or ordered before it. */
  private boolean ordered(int stamp, int me) {
    return stamp < blockLimit
        || (stamp & THREAD) == me
        || ((stamp & WARP) == warp && stamp < warpLimit);
  }

  private boolean readShared(int at, int lane) {
    int me = warp + lane;
    int written = shared[at];
    if (written == 0 || !ordered(written, me)) {
      return false;
    }
    int mine = stamp + lane;
    int one = shared[at + 1];
    if (one == mine) {
      return true;
    }
    if (ordered(one, me)) {
      shared[at + 1] = mine;
      return true;
    }
    int two = shared[at + 2];
    boolean apart = ((one ^ two) & WARP) != 0;
    if (ordered(two, me) || (!apart && (one & WARP) != warp)) {
      shared[at + 2] = mine;
    }
    return true;
  }

  private boolean writeShared(int at, int lane) {
    int me = warp + lane;
    if (ordered(shared[at], me) && ordered(shared[at + 1], me) && ordered(shared[at + 2], me)) {
      shared[at] = stamp + lane;
      return true;
    }
    return false;
  }

  static long globalLoad(Warp warp, int lane, long address, int bytes, int window, int site) {
    WarpCheck check = warp.check();
    Allocation found = check.windows[window];
    if (found != null && !check.races.careful()) {
      long offset = address - found.address();
      if (offset >= 0
          && offset <= found.bytes() - bytes
          && (offset & (bytes - 1)) == 0
          && check.readGlobal(found, offset, bytes, lane)) {
        return found.host() + offset;
      }
    }
    return check.slow(warp, lane, address, window, site);
  }

  static long globalStore(Warp warp, int lane, long address, int bytes, int window, int site) {
    WarpCheck check = warp.check();
    Allocation found = check.windows[window];
    if (found != null && !check.races.careful()) {
      long offset = address - found.address();
      if (offset >= 0
          && offset <= found.bytes() - bytes
          && (offset & (bytes - 1)) == 0
          && check.writeGlobal(found, offset, bytes, lane)) {
        return found.host() + offset;
      }
    }
    return check.slow(warp, lane, address, window, site);
  }

  private long slow(Warp warp, int lane, long address, int window, int site) {
    Allocation found = windows[window];
    int bytes = warp.launch().check().traits(site).bytes();
    if (found == null || !found.contains(address, bytes)) {
      Allocation other = warp.launch().find(address, bytes);
      if (other != null) {
        other.track();
        windows[window] = other;
      }
    }
    return Sanitizer.access(warp, lane, address, site);
  }

  private boolean readGlobal(Allocation found, long offset, int bytes, int lane) {
    if (slot == 0 || bytes < 4 || found.narrow()) {
      return slot != 0 && found.narrow() && readNarrow(found, offset, bytes, lane);
    }
    int mine = slot | (lane << Cells.LANE_SHIFT) | Cells.READ;
    long end = Cells.at(found.cells(), offset + bytes);
    for (long at = Cells.at(found.cells(), offset); at < end; at += 8) {
      long cell = OffHeap.getLong(at);
      if ((cell & Cells.INITIALISED) != Cells.INITIALISED) {
        return false;
      }
      int first = Cells.first(cell);
      if (first < firstSlot) {
        OffHeap.putLong(at, Cells.of(Cells.INITIALISED, mine, 0));
      } else if (first != mine) {
        int second = Cells.second(cell);
        boolean crowded = second >= firstSlot && (second & Cells.MARK) != 0 && races.plain();
        boolean known = (second & ~Cells.MARK) == mine || crowded;
        if ((first & Cells.KIND) != Cells.READ || !known) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean writeGlobal(Allocation found, long offset, int bytes, int lane) {
    if (slot == 0 || bytes < 4 || found.narrow() || found.readOnly()) {
      return slot != 0 && found.narrow() && writeNarrow(found, offset, bytes, lane);
    }
    int mine = slot | (lane << Cells.LANE_SHIFT) | Cells.WRITE;
    long end = Cells.at(found.cells(), offset + bytes);
    for (long at = Cells.at(found.cells(), offset); at < end; at += 8) {
      long cell = OffHeap.getLong(at);
      if (!mayWrite(Cells.first(cell), mine) || !mayWrite(Cells.second(cell), mine)) {
        return false;
      }
      OffHeap.putLong(at, Cells.of(Cells.INITIALISED, mine, 0));
    }
    return true;
  }

  /** Tells whether a slot is of an earlier launch, or of the same thread at the same time. */
  private boolean mayWrite(int other, int mine) {
    return other < firstSlot || (other ^ mine) >>> Cells.LANE_SHIFT == 0;
  }

  private boolean readNarrow(Allocation found, long offset, int bytes, int lane) {
    if (bytes == 1) {
      return false;
    }
    int mine = slot | (lane << Cells.LANE_SHIFT) | (3 << 2) | Cells.READ;
    for (long k = offset; k < offset + bytes; k += 2) {
      long at = Cells.at(found.cells(), k);
      long cell = OffHeap.getLong(at);
      int shift = (k & 2) == 0 ? Cells.FIRST_SHIFT : Cells.SECOND_SHIFT;
      int now = (int) (cell >>> shift) & Cells.SLOT;
      boolean initialised = ((cell >>> (k & 2)) & 3) == 3;
      boolean free = now < firstSlot || (now & Cells.KIND) == Cells.READ;
      if (!initialised || !free) {
        return false;
      }
      if (now < firstSlot) {
        OffHeap.putLong(at, (cell & ~((long) Cells.SLOT << shift)) | ((long) mine << shift));
      }
    }
    return true;
  }

  private boolean writeNarrow(Allocation found, long offset, int bytes, int lane) {
    if (bytes == 1 || found.readOnly()) {
      return false;
    }
    int mine = slot | (lane << Cells.LANE_SHIFT) | (3 << 2) | Cells.WRITE;
    for (long k = offset; k < offset + bytes; k += 2) {
      long at = Cells.at(found.cells(), k);
      long cell = OffHeap.getLong(at);
      int shift = (k & 2) == 0 ? Cells.FIRST_SHIFT : Cells.SECOND_SHIFT;
      if (!mayWrite((int) (cell >>> shift) & Cells.SLOT, mine)) {
        return false;
      }
      long rest = (cell & ~((long) Cells.SLOT << shift)) | (3L << (k & 2));
      OffHeap.putLong(at, rest | ((long) mine << shift));
    }
    return true;
  }
}
