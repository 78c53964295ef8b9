package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.BlockObserver;

/** Reports accesses of the counting variant to the observer. */
final class Counting {
  private Counting() {}

  static void access(Warp warp, int site, int mask, long[] addresses) {
    if (mask == 0) {
      return;
    }
    MemoryAccess access = warp.launch().program().accesses().get(site);
    BlockObserver observer = warp.block.observer();
    switch (access.space()) {
      case GLOBAL, CONST -> observer.global(access.site(), mask, addresses);
      case SHARED -> observer.shared(access.site(), mask, addresses);
      case LOCAL -> observer.local(access.site(), mask, addresses);
      case GENERIC -> generic(observer, access, mask, addresses);
      case PARAM -> {}
    }
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
