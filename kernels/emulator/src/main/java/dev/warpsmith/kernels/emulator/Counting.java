package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.BlockObserver;

/** Reports accesses of the counting variant to the observer. */
final class Counting {
  private Counting() {}

  /** Reports the accesses of a run to shared memory. */
  static void shared(Warp warp, int run, int mask, long[] offsets) {
    if (mask != 0) {
      warp.block.observer().shared(warp.launch().program().group(run), mask, offsets);
    }
  }

  /** Reports one access, {@code offset} bytes past the addresses. */
  static void access(Warp warp, int site, int mask, long[] addresses, long offset) {
    if (mask == 0) {
      return;
    }
    MemoryAccess access = warp.launch().program().accesses().get(site);
    BlockObserver observer = warp.block.observer();
    switch (access.space()) {
      case GLOBAL, CONST -> observer.global(access.site(), mask, addresses, offset);
      case LOCAL -> observer.local(access.site(), mask, addresses);
      case GENERIC -> generic(observer, access, mask, shifted(addresses, offset));
      case PARAM, SHARED -> {}
    }
  }

  private static long[] shifted(long[] addresses, long offset) {
    long[] shifted = new long[addresses.length];
    for (int lane = 0; lane < shifted.length; lane++) {
      shifted[lane] = addresses[lane] + offset;
    }
    return shifted;
  }

  /** Splits a generic access by what its addresses point to. */
  private static void generic(
      BlockObserver observer, MemoryAccess access, int mask, long[] addresses) {
    int global = 0;
    int shared = 0;
    int local = 0;
    for (int lane = 0; lane < addresses.length; lane++) {
      if ((mask >>> lane & 1) != 0) {
        long address = addresses[lane];
        if (address >= AddressSpace.GLOBAL_START) {
          global |= 1 << lane;
        } else if (address >= AddressSpace.window(SymbolAddress.Space.LOCAL)) {
          local |= 1 << lane;
          addresses[lane] -= AddressSpace.window(SymbolAddress.Space.LOCAL);
        } else {
          shared |= 1 << lane;
          addresses[lane] -= AddressSpace.window(SymbolAddress.Space.SHARED);
        }
      }
    }
    if (global != 0) {
      observer.global(access.site(), global, addresses);
    }
    if (shared != 0) {
      observer.shared(access.site(), shared, addresses);
    }
    if (local != 0) {
      observer.local(access.site(), local, addresses);
    }
  }
}
