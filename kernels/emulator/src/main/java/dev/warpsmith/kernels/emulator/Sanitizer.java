package dev.warpsmith.kernels.emulator;

/** Checks each access of one block in full. */
final class Sanitizer {
  private final LaunchExecution launch;
  private final SharedRaces races;
  private final AsyncCopies copies;

  Sanitizer(LaunchExecution launch) {
    this.launch = launch;
    this.races = new SharedRaces(launch);
    this.copies = new AsyncCopies(launch.sharedBytes());
  }

  /** Returns the host address of an access after checking it. */
  static long access(Warp warp, int lane, long address, int site) {
    MemoryAccess access = warp.launch().program().accesses().get(site);
    Sanitizer sanitizer = warp.sanitizer;
    if (sanitizer == null) {
      throw new IllegalStateException("sanitizing code runs without a sanitizer");
    }
    AccessReport report = new AccessReport(warp, lane, access);
    return switch (access.space()) {
      case PARAM -> warp.parameters + address;
      case SHARED -> sanitizer.shared(warp, lane, address, access, report);
      case LOCAL -> local(warp, lane, address, access, report);
      case GLOBAL, CONST -> sanitizer.global(address, access, report);
      case GENERIC -> sanitizer.generic(warp, lane, address, access, report);
    };
  }

  private long generic(
      Warp warp, int lane, long address, MemoryAccess access, AccessReport report) {
    long shared = address - AddressSpace.window(SymbolAddress.Space.SHARED);
    if (Windows.inside(shared, access.site().bytesPerLane(), warp.sharedBytes)) {
      return shared(warp, lane, shared, access, report);
    }
    long local = address - AddressSpace.window(SymbolAddress.Space.LOCAL);
    int localBytes = launch.program().kernel().localBytes();
    if (Windows.inside(local, access.site().bytesPerLane(), localBytes)) {
      return local(warp, lane, local, access, report);
    }
    return global(address, access, report);
  }

  private static void checkAlignment(long address, MemoryAccess access, AccessReport report) {
    if (address % access.alignment() != 0) {
      throw report.misaligned(address);
    }
  }

  private long global(long address, MemoryAccess access, AccessReport report) {
    int bytes = access.site().bytesPerLane();
    Allocation found = launch.find(address, bytes);
    if (found == null) {
      throw report.outOfBounds(address);
    }
    checkAlignment(address, access, report);
    long offset = address - found.address();
    if (reads(access) && !found.initialised(offset, bytes)) {
      throw report.uninitialised(address);
    }
    if (access.writes()) {
      report.unlessWritten(copies.reading(address, bytes), address);
      found.stored(offset, bytes);
    }
    return found.host() + offset;
  }

  private static boolean reads(MemoryAccess access) {
    return switch (access.site().kind()) {
      case LOAD, ATOMIC, REDUCTION -> true;
      case STORE -> false;
      case ASYNC_COPY -> !access.writes();
    };
  }

  private static long local(
      Warp warp, int lane, long offset, MemoryAccess access, AccessReport report) {
    int localBytes = warp.launch().program().kernel().localBytes();
    if (!Windows.inside(offset, access.site().bytesPerLane(), localBytes)) {
      throw report.outOfBounds(offset);
    }
    checkAlignment(offset, access, report);
    return warp.local + (long) lane * localBytes + offset;
  }

  private long shared(Warp warp, int lane, long offset, MemoryAccess access, AccessReport report) {
    int bytes = access.site().bytesPerLane();
    if (!Windows.inside(offset, bytes, warp.sharedBytes)) {
      throw report.outOfBounds(offset);
    }
    checkAlignment(offset, access, report);
    report.unlessAwaited(copies.writing((int) offset, bytes), offset);
    races.access(warp, lane, (int) offset, access, reads(access));
    return warp.shared + offset;
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
