package dev.warpsmith.kernels.emulator;

/** The slow path of memory accesses: finds an allocation, or says what is wrong. */
final class Windows {
  private Windows() {}

  /**
   * Returns the host address of a run's base after a cached allocation missed. Another lane may
   * have found the right one since.
   *
   * @param base the run's virtual base address
   */
  static long resolve(Warp warp, long base, int runId, int lane) {
    AccessRun run = warp.launch().program().runs().get(runId);
    long from = base + run.least();
    long length = run.end() - run.least();
    int window = 3 * run.window();
    if (inside(from - warp.windows[window], length, warp.windows[window + 1])) {
      return base + warp.windows[window + 2];
    }
    Allocation found = warp.launch().find(from, length);
    if (found != null) {
      long begin = found.from(from - found.address());
      warp.windows[window] = found.address() + begin;
      warp.windows[window + 1] = found.to(from + length - 1 - found.address()) - begin;
      warp.windows[window + 2] = found.host() - found.address();
      return base + found.host() - found.address();
    }
    if (run.space() == SymbolAddress.Space.GENERIC) {
      long shared = base - AddressSpace.window(SymbolAddress.Space.SHARED);
      if (inside(shared + run.least(), length, warp.sharedBytes)) {
        return warp.shared + shared;
      }
      long local = base - AddressSpace.window(SymbolAddress.Space.LOCAL);
      int localBytes = warp.launch().program().kernel().localBytes();
      if (inside(local + run.least(), length, localBytes)) {
        return warp.local + (long) lane * localBytes + local;
      }
    }
    throw outside(warp, base, runId, lane);
  }

  /** Returns the host address of a range of generic addresses, or 0 if no memory is there. */
  static long generic(Warp warp, int lane, long address, int bytes) {
    Allocation found = warp.launch().find(address, bytes);
    if (found != null) {
      return address - found.address() + found.host();
    }
    long shared = address - AddressSpace.window(SymbolAddress.Space.SHARED);
    if (inside(shared, bytes, warp.sharedBytes)) {
      return warp.shared + shared;
    }
    long local = address - AddressSpace.window(SymbolAddress.Space.LOCAL);
    int localBytes = warp.launch().program().kernel().localBytes();
    boolean own = inside(local, bytes, localBytes);
    return own ? warp.local + (long) lane * localBytes + local : 0;
  }

  static boolean inside(long offset, long length, long limit) {
    return offset >= 0 && offset <= limit - length;
  }

  /** Returns the fault of the first access of a run that goes outside. */
  static RuntimeException outside(Warp warp, long base, int runId, int lane) {
    AccessRun run = warp.launch().program().runs().get(runId);
    for (AccessRun.Entry entry : run.entries()) {
      MemoryAccess access = warp.launch().program().accesses().get(entry.site());
      AccessReport report = new AccessReport(warp, lane, access);
      if (!report.inBounds(base + entry.offset())) {
        return report.outOfBounds(base + entry.offset());
      }
    }
    MemoryAccess first = warp.launch().program().accesses().get(run.entries().get(0).site());
    return new AccessReport(warp, lane, first).outOfBounds(base + run.least());
  }
}
