package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.emulator.counters.AccessSite;
import dev.warpsmith.kernels.ptx.Instruction;

/** The mbarrier that an instruction names: where it is, its state, and what is wrong with it. */
final class Mbarrier {
  private static final int BYTES = 8;

  private final Instruction instruction;
  private final LaneValue base;
  private final long offset;
  private final boolean generic;
  private final MemoryAccess access;

  /** The place of an mbarrier, and the lane that names it. */
  record At(Warp warp, int lane, int offset) {
    void store(long bits) {
      OffHeap.putLong(warp.shared + offset, bits);
    }
  }

  /**
   * Makes an operand.
   *
   * @param generic whether the address is a generic one
   */
  Mbarrier(Instruction instruction, LaneValue base, long offset, boolean generic) {
    this.instruction = instruction;
    this.base = base;
    this.offset = offset;
    this.generic = generic;
    boolean stores = instruction.has("init") || instruction.has("inval");
    AccessSite.Kind kind = stores ? AccessSite.Kind.STORE : AccessSite.Kind.ATOMIC;
    AccessSite site =
        new AccessSite(0, BYTES, kind, "", false, AccessSite.Atomic.NONE, instruction.place());
    this.access = new MemoryAccess(site, instruction, SymbolAddress.Space.SHARED, BYTES);
  }

  Instruction instruction() {
    return instruction;
  }

  /**
   * Finds the mbarrier that a lane names.
   *
   * @throws KernelFault if it cannot lie there
   */
  At at(Warp warp, int lane) {
    long address = base.get(warp, lane) + offset;
    long shared = generic ? address - AddressSpace.window(SymbolAddress.Space.SHARED) : address;
    AccessReport report = new AccessReport(warp, lane, access);
    if (!Windows.inside(shared, BYTES, warp.sharedBytes)) {
      if (generic) {
        String where = String.format("address 0x%x, which is not in shared memory", address);
        throw fault(warp, lane, "names an mbarrier at " + where);
      }
      throw report.outOfBounds(shared);
    }
    if (shared % BYTES != 0) {
      throw report.misaligned(shared);
    }
    if (warp.sanitizer != null) {
      warp.sanitizer.races().access(warp, lane, (int) shared, access, false);
    }
    return new At(warp, lane, (int) shared);
  }

  /**
   * Reads the state.
   *
   * @throws KernelFault if it was not initialised
   */
  MbarrierState state(At at) {
    return MbarrierState.read(OffHeap.getLong(at.warp().shared + at.offset()))
        .orElseThrow(() -> misuse(at, "uses", "which no mbarrier.init has initialised"));
  }

  /** Counts arrivals at the mbarrier. */
  void arrive(At at, int count) {
    MbarrierState before = state(at);
    at.warp().block.mbarriers().replace(at, before, arrived(before, at, count));
  }

  /**
   * Returns the state after arrivals.
   *
   * @throws KernelFault if the phase does not need that many
   */
  MbarrierState arrived(MbarrierState before, At at, int count) {
    check(count >= 1, at, "arrives at", "with a count of " + count);
    if (count > before.pending()) {
      throw misuse(
          at, "arrives at", "whose phase needs " + before.needs() + ", with a count of " + count);
    }
    return before.arrive(count);
  }

  /** Lets the phase wait for one more arrival. */
  void awaitOneMore(At at) {
    MbarrierState before = state(at);
    MbarrierState after = before.awaitMore(1);
    check(after.valid(), at, "arrives at", "which cannot count more arrivals");
    at.warp().block.mbarriers().replace(at, before, after);
  }

  /** Throws the report of a wrong use if the condition does not hold. */
  void check(boolean holds, At at, String verb, String why) {
    if (!holds) {
      throw misuse(at, verb, why);
    }
  }

  /** Makes the report of a wrong use, such as {@code arrives at the mbarrier at byte 8 ...}. */
  KernelFault misuse(At at, String verb, String why) {
    String where = " the mbarrier at byte " + at.offset() + " of shared memory, " + why;
    return fault(at.warp(), at.lane(), verb + where);
  }

  private KernelFault fault(Warp warp, int lane, String what) {
    return KernelFault.at(
        DeviceFault.Kind.BARRIER_DIVERGENCE,
        warp.launch().program().kernel().name(),
        instruction,
        warp.threadName(lane) + " " + what);
  }
}
