package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.Matrices;
import org.jspecify.annotations.Nullable;

/** Finds, checks and counts what a warp-level instruction accesses in memory. */
final class WarpMemory {
  private WarpMemory() {}

  /**
   * Turns the lanes' addresses into host addresses after checking them, and counts the access.
   *
   * @param mask lanes that give an address
   */
  static void resolve(Warp warp, MemoryAccess access, int mask, Matrices matrices) {
    @Nullable Allocation last = null;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = matrices.addresses[lane];
      int bytes = access.site().bytesPerLane();
      if (warp.sanitizer != null) {
        matrices.hosts[lane] = Sanitizer.access(warp, lane, address, access.site().id());
      } else if (last != null && last.contains(address, bytes)) {
        last.require(address - last.address(), bytes);
        matrices.hosts[lane] = address - last.address() + last.host();
      } else {
        last = allocation(warp, access, address);
        matrices.hosts[lane] =
            last == null
                ? inBlock(warp, access, lane, address)
                : address - last.address() + last.host();
      }
    }
    if (warp.launch().observed()) {
      count(warp, access, mask, matrices.addresses);
    }
  }

  private static void count(Warp warp, MemoryAccess access, int mask, long[] addresses) {
    if (access.space() == SymbolAddress.Space.SHARED) {
      warp.block.observer().shared(access.site(), mask, addresses);
    } else {
      Counting.access(warp, access.site().id(), mask, addresses, 0);
    }
  }

  private static @Nullable Allocation allocation(Warp warp, MemoryAccess access, long address) {
    return switch (access.space()) {
      case GLOBAL, CONST, GENERIC -> warp.launch().find(address, access.site().bytesPerLane());
      case SHARED, LOCAL, PARAM -> null;
    };
  }

  /** Returns the host address of an access to shared, local or parameter memory. */
  private static long inBlock(Warp warp, MemoryAccess access, int lane, long address) {
    return switch (access.space()) {
      case SHARED -> shared(warp, access, lane, address, address);
      case LOCAL -> local(warp, access, lane, address, address);
      case PARAM -> warp.parameters + address;
      case GLOBAL, CONST -> throw new AccessReport(warp, lane, access).outOfBounds(address);
      case GENERIC -> {
        long offset = address - AddressSpace.window(SymbolAddress.Space.LOCAL);
        yield offset >= 0 && address < AddressSpace.GLOBAL_START
            ? local(warp, access, lane, address, offset)
            : shared(
                warp,
                access,
                lane,
                address,
                address - AddressSpace.window(SymbolAddress.Space.SHARED));
      }
    };
  }

  private static long shared(Warp warp, MemoryAccess access, int lane, long address, long offset) {
    if (!Windows.inside(offset, access.site().bytesPerLane(), warp.sharedBytes)) {
      throw new AccessReport(warp, lane, access).outOfBounds(address);
    }
    return warp.shared + offset;
  }

  private static long local(Warp warp, MemoryAccess access, int lane, long address, long offset) {
    int bytes = warp.launch().program().kernel().localBytes();
    if (!Windows.inside(offset, access.site().bytesPerLane(), bytes)) {
      throw new AccessReport(warp, lane, access).outOfBounds(address);
    }
    return warp.local + (long) lane * bytes + offset;
  }
}
