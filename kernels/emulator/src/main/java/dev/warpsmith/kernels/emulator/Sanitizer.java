package dev.warpsmith.kernels.emulator;

import java.util.BitSet;
import java.util.Optional;

/** Checks each access of one block in full. */
final class Sanitizer {
  private final LaunchExecution launch;
  private final BlockOrder order;
  private final SharedRaces races;
  private final Optional<Integer> reserved;
  private final AsyncCopies copies;
  private final GlobalRaces global;

  /** By warp: the bytes of its lanes' local memory that were written. */
  private final BitSet[] local;

  Sanitizer(LaunchExecution launch, long block, int warps) {
    this.launch = launch;
    this.order = new BlockOrder((int) block, warps);
    this.reserved = launch.program().kernel().reservedShared();
    this.copies = new AsyncCopies(launch.sharedBytes());
    this.races = new SharedRaces(launch, order, copies, warps);
    this.global = new GlobalRaces(launch, order, races);
    this.local = new BitSet[warps];
    for (int k = 0; k < warps; k++) {
      local[k] = new BitSet();
    }
  }

  /** Returns the host address of an access after checking it. */
  static long access(Warp warp, int lane, long address, int site) {
    MemoryAccess access = warp.launch().check().access(site);
    Sanitizer sanitizer = warp.sanitizer;
    if (sanitizer == null) {
      throw new IllegalStateException("sanitizing code runs without a sanitizer");
    }
    return switch (access.space()) {
      case PARAM -> warp.parameters + address;
      case SHARED -> sanitizer.shared(warp, lane, address, access);
      case LOCAL -> sanitizer.local(warp, lane, address, access);
      case GLOBAL, CONST -> sanitizer.global(warp, lane, address, access);
      case GENERIC -> sanitizer.generic(warp, lane, address, access);
    };
  }

  private long generic(Warp warp, int lane, long address, MemoryAccess access) {
    int bytes = access.site().bytesPerLane();
    long offset = address - AddressSpace.window(SymbolAddress.Space.SHARED);
    if (Windows.inside(offset, bytes, warp.sharedBytes)) {
      return shared(warp, lane, offset, access);
    }
    long place = address - AddressSpace.window(SymbolAddress.Space.LOCAL);
    if (Windows.inside(place, bytes, launch.program().kernel().localBytes())) {
      return local(warp, lane, place, access);
    }
    return global(warp, lane, address, access);
  }

  private static void checkAlignment(Warp warp, int lane, long address, MemoryAccess access) {
    if (address % access.alignment() != 0) {
      throw new AccessReport(warp, lane, access).misaligned(address);
    }
  }

  private long global(Warp warp, int lane, long address, MemoryAccess access) {
    Allocation found = launch.find(address, access.site().bytesPerLane());
    if (found == null) {
      throw new AccessReport(warp, lane, access).outOfBounds(address);
    }
    int bytes = access.site().bytesPerLane();
    if (!launch.heapAt(found).map(heap -> heap.holds(address, bytes)).orElse(true)) {
      throw new AccessReport(warp, lane, access).outOfBounds(address);
    }
    checkAlignment(warp, lane, address, access);
    long offset = address - found.address();
    if (access.writes()) {
      PendingCopy copy = copies.reading(address, access.site().bytesPerLane());
      if (copy != null) {
        new AccessReport(warp, lane, access).unlessWritten(copy, address);
      }
    }
    global.access(warp, lane, found, offset, access);
    return found.host() + offset;
  }

  /** Tells whether shared memory is the system's: its users order their accesses themselves. */
  private boolean inReserved(int offset) {
    return reserved.isPresent()
        && offset >= reserved.get()
        && offset < reserved.get() + MemoryLayout.RESERVED_BYTES;
  }

  private long local(Warp warp, int lane, long offset, MemoryAccess access) {
    int localBytes = launch.program().kernel().localBytes();
    int bytes = access.site().bytesPerLane();
    if (!Windows.inside(offset, bytes, localBytes)) {
      throw new AccessReport(warp, lane, access).outOfBounds(offset);
    }
    checkAlignment(warp, lane, offset, access);
    long byteOfWarp = (long) lane * localBytes + offset;
    boolean inFrame = offset + bytes > launch.program().kernel().staticLocalBytes();
    if (!inFrame) {
      initialise(warp, lane, (int) byteOfWarp, offset, access);
    }
    return warp.local + byteOfWarp;
  }

  /** Records that a call gave its result to local memory. */
  void received(Warp warp, int lane, int offset, int bytes) {
    int first = lane * launch.program().kernel().localBytes() + offset;
    local[warp.index].set(first, first + bytes);
  }

  /** Copies of structures may take padding along, so a read needs one written byte only. */
  private void initialise(Warp warp, int lane, int first, long offset, MemoryAccess access) {
    BitSet written = local[warp.index];
    int end = first + access.site().bytesPerLane();
    boolean reads = launch.check().traits(access).reads();
    int found = reads ? written.nextSetBit(first) : first;
    if (found < 0 || found >= end) {
      KernelFault fault = new AccessReport(warp, lane, access).uninitialised(offset);
      launch.check().findings().add(fault);
    }
    if (access.writes()) {
      written.set(first, end);
    }
  }

  private long shared(Warp warp, int lane, long offset, MemoryAccess access) {
    int bytes = access.site().bytesPerLane();
    if (!Windows.inside(offset, bytes, warp.sharedBytes)) {
      throw new AccessReport(warp, lane, access).outOfBounds(offset);
    }
    checkAlignment(warp, lane, offset, access);
    if (inReserved((int) offset)) {
      return warp.shared + offset;
    }
    PendingCopy copy = copies.writing((int) offset, bytes);
    if (copy != null) {
      new AccessReport(warp, lane, access).unlessAwaited(copy, offset);
    }
    races.access(warp, lane, (int) offset, access, launch.check().traits(access).reads());
    return warp.shared + offset;
  }

  /** Returns the order of the block's accesses. */
  BlockOrder order() {
    return order;
  }

  /** Returns the check of shared memory. */
  SharedRaces races() {
    return races;
  }

  /** Returns the copies in flight. */
  AsyncCopies copies() {
    return copies;
  }

  /** Checks a {@code cp.async} and keeps it in flight. */
  void copy(Warp warp, int lane, long target, long source, int bytes, int read, int site) {
    if (read > 0) {
      access(warp, lane, source, site);
    }
    access(warp, lane, target, site + 1);
    MemoryAccess write = launch.program().accesses().get(site + 1);
    long from = AsyncCopy.from(warp, lane, source, read, site);
    copies.add(
        AsyncCopy.thread(warp, lane),
        new PendingCopy(copies, warp, lane, write, (int) target, bytes, source, from, read));
  }
}
