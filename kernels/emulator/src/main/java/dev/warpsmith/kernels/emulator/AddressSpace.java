package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The global memory of an emulated GPU: allocations at virtual addresses that do not depend on the
 * host.
 *
 * <p>Allocations are aligned to 256 bytes and lie apart, so that an access past the end of one hits
 * no other.
 */
final class AddressSpace {
  private static final int WINDOW_BITS = 44;
  private static final long SHARED_WINDOW = 0x100000000000L;
  private static final long LOCAL_WINDOW = 0x200000000000L;
  static final long GLOBAL_START = 0x700000000000L;
  private static final long ALIGNMENT = 256;
  private static final long RED_ZONE = 1 << 20;

  private final long capacity;
  private final List<Allocation> allocations = new ArrayList<>();
  private final Stamps stamps = new Stamps();

  /** Bytes that were made on demand and are held. */
  private final AtomicLong made = new AtomicLong();

  private long used;

  /** Makes an empty space of the GPU's memory size. */
  AddressSpace(long capacity) {
    this.capacity = capacity;
  }

  /** Returns the numbers for accesses in check mode. */
  Stamps stamps() {
    return stamps;
  }

  /** Returns what counts the bytes that were made on demand. */
  AtomicLong made() {
    return made;
  }

  /** Returns where a space begins among generic addresses. */
  static long window(SymbolAddress.Space space) {
    return switch (space) {
      case SHARED -> SHARED_WINDOW;
      case LOCAL -> LOCAL_WINDOW;
      case GLOBAL, CONST, PARAM, GENERIC -> 0;
    };
  }

  /** Tells whether a generic address lies in the window of shared or local memory. */
  static boolean isWindow(SymbolAddress.Space space, long address) {
    return address >>> WINDOW_BITS == window(space) >>> WINDOW_BITS;
  }

  /** Allocates at the lowest free address. */
  synchronized Allocation allocate(String label, int elementBytes, long bytes) {
    if (bytes < 0 || bytes > capacity - used) {
      throw new DeviceException(
          "out of device memory: "
              + label
              + " needs "
              + bytes
              + " bytes, "
              + (capacity - used)
              + " of "
              + capacity
              + " are free");
    }
    long address = GLOBAL_START;
    int position = 0;
    for (Allocation other : allocations) {
      if (address + bytes + RED_ZONE <= other.address()) {
        break;
      }
      address = roundUp(other.end() + RED_ZONE);
      position++;
    }
    Allocation allocation = new Allocation(label, elementBytes, address, bytes, host(label, bytes));
    allocations.add(position, allocation);
    used += bytes;
    return allocation;
  }

  private static long host(String label, long bytes) {
    try {
      return OffHeap.allocate(Math.max(bytes, 16));
    } catch (OutOfMemoryError e) {
      throw new DeviceException(
          "the host has no " + bytes + " bytes for " + label + "; use smaller shapes", e);
    }
  }

  private static long roundUp(long address) {
    return (address + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  synchronized void free(Allocation allocation) {
    if (allocations.remove(allocation)) {
      used -= allocation.bytes();
      allocation.release();
    }
  }

  /** Returns all allocations by ascending address. */
  synchronized List<Allocation> snapshot() {
    return List.copyOf(allocations);
  }

  synchronized void freeAll() {
    List.copyOf(allocations).forEach(this::free);
  }
}
