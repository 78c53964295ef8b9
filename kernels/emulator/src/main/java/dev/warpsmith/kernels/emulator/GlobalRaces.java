package dev.warpsmith.kernels.emulator;

import org.jspecify.annotations.Nullable;

/**
 * Checks the accesses of one block to global memory: initialisation, conflicts, and reads through
 * the read-only cache.
 *
 * <p>Two accesses of a launch to the same bytes conflict if they come from different threads, at
 * least one writes, at most one is strong (atomic or volatile, of a scope that holds both), and
 * nothing that {@link BlockOrder} knows orders them. Second writes that change nothing are allowed.
 * Found is a conflict with the last writer, or with one of two readers since, of different blocks
 * where there are such; in memory that is accessed by bytes or halves, a conflict with the last
 * writer, or with one reader before any, and there an atomic whose scope is the block counts as
 * any. Missed are conflicts with earlier accesses that those have replaced, and of volatile reads
 * with plain writes after them.
 *
 * <p>Weak writes need no buffer that delays them to show a missing fence: a read that could see too
 * old a value is a conflict, whatever value it sees.
 */
final class GlobalRaces {
  private final LaunchExecution launch;
  private final LaunchCheck check;
  private final BlockOrder order;
  private final SharedRaces open;

  GlobalRaces(LaunchExecution launch, BlockOrder order, SharedRaces open) {
    this.launch = launch;
    this.check = launch.check();
    this.order = order;
    this.open = open;
  }

  /** An access to some bytes of one word. */
  private record Part(
      Warp warp, int lane, MemoryAccess access, AccessTraits traits, int slot, long host) {}

  /** Checks and records an access within an allocation. */
  void access(Warp warp, int lane, Allocation found, long offset, MemoryAccess access) {
    open.settle();
    AccessTraits traits = check.traits(access);
    int bytes = traits.bytes();
    found.track();
    if ((bytes < 4 || (offset & 3) != 0) && !found.narrow()) {
      found.makeNarrow(check.firstStamp());
    }
    report(warp, lane, found, offset, access, traits);
    if (traits.strong()) {
      order(warp, lane, found.address() + offset, traits);
    }
    int slot = slot(warp, lane, traits);
    for (long word = offset & ~3L; word < offset + bytes; word += 4) {
      Part part = new Part(warp, lane, access, traits, slot, found.host() + word);
      int mask = Cells.bytes(word, offset, offset + bytes);
      long at = Cells.at(found.cells(), word);
      long cell = OffHeap.getLong(at);
      long now = found.narrow() ? narrow(part, cell, mask, word, found) : wide(part, cell, found);
      OffHeap.putLong(at, traits.writes() ? now | mask : now);
    }
  }

  private void report(
      Warp warp, int lane, Allocation found, long offset, MemoryAccess access, AccessTraits t) {
    if (t.reads() && !found.initialised(offset, t.bytes())) {
      AccessReport report = new AccessReport(warp, lane, access);
      check.findings().add(report.uninitialised(found.address() + offset));
    }
    if (t.writes() && found.readOnly()) {
      AccessReport report = new AccessReport(warp, lane, access);
      check.findings().add(report.readOnly(found.address() + offset));
    }
  }

  private void order(Warp warp, int lane, long address, AccessTraits traits) {
    if (traits.releases()) {
      open.fence(warp, traits.scope());
    }
    for (long word = address & ~3L; word < address + traits.bytes(); word += 4) {
      if (traits.reads()) {
        order.acquire(warp.index, lane, word, check.words());
      }
      if (traits.writes()) {
        order.release(warp.index, word, check.words(), traits.updates());
      }
    }
  }

  private int slot(Warp warp, int lane, AccessTraits traits) {
    WarpCheck mine = open.check(warp.index);
    if (mine.slot == 0) {
      int stamp = check.stamps().take(order.block(), warp.index, order.now(warp.index));
      mine.slot = stamp << Cells.STAMP_SHIFT;
    }
    int kind = !traits.writes() ? Cells.READ : traits.strong() ? Cells.STRONG_WRITE : Cells.WRITE;
    return mine.slot == 0 ? 0 : mine.slot | (lane << Cells.LANE_SHIFT) | kind;
  }

  private long narrow(Part part, long cell, int mask, long word, Allocation found) {
    int first = half(part, Cells.first(cell), mask & 3, word, found);
    int second = half(part, Cells.second(cell), mask >> 2, word + 2, found);
    return Cells.of(cell & Cells.INITIALISED, first, second);
  }

  private int half(Part part, int slot, int mask, long offset, Allocation found) {
    if (mask == 0) {
      return slot;
    }
    boolean overlaps = current(slot) && (Cells.mask(slot) & mask) != 0;
    if (overlaps) {
      conflict(part, slot, found, offset);
    }
    boolean keeps = overlaps && current(slot) && !part.traits().writes();
    boolean unkept = part.traits().strong() && !part.traits().writes();
    return part.slot() == 0 || keeps || unkept ? slot : part.slot() | (mask << 2);
  }

  private long wide(Part part, long cell, Allocation found) {
    int first = Cells.first(cell);
    int second = Cells.second(cell);
    long offset = part.host() - found.host();
    conflict(part, first, found, offset);
    conflict(part, second, found, offset);
    long initialised = cell & Cells.INITIALISED;
    if (part.slot() == 0) {
      return cell;
    }
    if (part.traits().writes()) {
      boolean marked = part.traits().strong() && part.traits().narrow();
      return Cells.of(initialised, marked ? part.slot() | Cells.MARK : part.slot(), 0);
    }
    if (part.traits().strong()) {
      return cell;
    }
    if (!current(first) || (Cells.kind(first) == Cells.READ && ordered(part, first))) {
      return Cells.of(initialised, part.slot(), current(second) ? second & ~Cells.MARK : 0);
    }
    if (!current(second) || (second & Cells.MARK) == 0 || ordered(part, second)) {
      boolean apart = check.stamps().block(Cells.stamp(first)) != order.block();
      return Cells.of(initialised, first, apart ? part.slot() | Cells.MARK : part.slot());
    }
    return cell;
  }

  private boolean current(int slot) {
    return Cells.stamp(slot) >= check.firstStamp();
  }

  private boolean ordered(Part part, int slot) {
    int stamp = Cells.stamp(slot);
    Stamps stamps = check.stamps();
    int block = stamps.block(stamp);
    return block == order.block()
        ? order.orders(
            part.warp().index,
            part.lane(),
            stamps.warp(stamp),
            Cells.lane(slot),
            stamps.time(stamp))
        : order.ordersOther(part.warp().index, block, stamps.warp(stamp), stamps.time(stamp));
  }

  private void conflict(Part part, int slot, Allocation found, long offset) {
    if (!current(slot)) {
      return;
    }
    AccessReport report = fault(part, slot, !found.narrow() && (slot & Cells.MARK) != 0);
    if (report == null) {
      return;
    }
    long address = found.address() + offset;
    String who = name(slot);
    if (part.traits().nonCoherent() && Cells.kind(slot) != Cells.READ) {
      check.findings().add(report.nonCoherent(address, who));
      return;
    }
    String did =
        switch (Cells.kind(slot)) {
          case Cells.READ -> " read";
          case Cells.WRITE -> " wrote";
          default -> " updated";
        };
    KernelFault race = report.globalRace(address, who + did, other(slot));
    boolean writes = part.traits().writes() && !part.traits().strong();
    if (writes && Cells.kind(slot) == Cells.WRITE) {
      open.overwrite(part.host(), 4, race);
    } else {
      check.findings().add(race);
    }
  }

  /**
   * Returns a report to write if the access and the one in the slot conflict.
   *
   * @param marked whether a wide slot has its mark; narrow ones have none
   */
  private @Nullable AccessReport fault(Part part, int slot, boolean marked) {
    AccessTraits traits = part.traits();
    boolean wrote = Cells.kind(slot) != Cells.READ;
    if (traits.nonCoherent() && wrote) {
      return new AccessReport(part.warp(), part.lane(), part.access());
    }
    boolean strong = traits.strong() && Cells.kind(slot) == Cells.STRONG_WRITE;
    boolean apart = traits.narrow() || marked;
    if (strong && !(apart && other(slot))) {
      return null;
    }
    boolean conflicts = traits.writes() || wrote;
    return conflicts && !ordered(part, slot)
        ? new AccessReport(part.warp(), part.lane(), part.access())
        : null;
  }

  private boolean other(int slot) {
    return check.stamps().block(Cells.stamp(slot)) != order.block();
  }

  private String name(int slot) {
    Stamps stamps = check.stamps();
    int stamp = Cells.stamp(slot);
    long thread = (long) stamps.warp(stamp) * RegisterFile.LANES + Cells.lane(slot);
    String name = "thread " + launch.blockDim().at(thread);
    return other(slot) ? name + " of block " + launch.gridDim().at(stamps.block(stamp)) : name;
  }
}
