package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import org.jspecify.annotations.Nullable;

/** Words a fault of one memory access by one lane. */
final class AccessReport {
  private final Warp warp;
  private final int lane;
  private final MemoryAccess access;

  AccessReport(Warp warp, int lane, MemoryAccess access) {
    this.warp = warp;
    this.lane = lane;
    this.access = access;
  }

  /** Tells whether the access stays within an allocation, shared or local memory. */
  boolean inBounds(long address) {
    int bytes = access.site().bytesPerLane();
    return switch (access.space()) {
      case SHARED -> Windows.inside(address, bytes, warp.sharedBytes);
      case LOCAL -> Windows.inside(address, bytes, localBytes());
      case PARAM -> true;
      case GLOBAL, CONST -> warp.launch().find(address, bytes) != null;
      case GENERIC ->
          warp.launch().find(address, bytes) != null
              || Windows.inside(sharedOffset(address), bytes, warp.sharedBytes)
              || Windows.inside(localOffset(address), bytes, localBytes());
    };
  }

  private int localBytes() {
    return warp.launch().program().kernel().localBytes();
  }

  private static long sharedOffset(long address) {
    return address - AddressSpace.window(SymbolAddress.Space.SHARED);
  }

  private static long localOffset(long address) {
    return address - AddressSpace.window(SymbolAddress.Space.LOCAL);
  }

  KernelFault outOfBounds(long address) {
    return fault(DeviceFault.Kind.OUT_OF_BOUNDS, where(address, true));
  }

  KernelFault misaligned(long address) {
    String need = ", which is not a multiple of " + access.alignment();
    return fault(DeviceFault.Kind.MISALIGNED, where(address, false) + need);
  }

  KernelFault uninitialised(long address) {
    return fault(
        DeviceFault.Kind.UNINITIALISED_READ, where(address, false) + ", which nobody has written");
  }

  /** Throws if a copy will still write there. */
  void unlessAwaited(@Nullable PendingCopy copy, long offset) {
    if (copy != null) {
      String which = " that " + copy.name(warp, lane) + " has not been waited for";
      throw fault(DeviceFault.Kind.RACE, where(offset, false) + which);
    }
  }

  /** Throws if a copy may still read there. */
  void unlessWritten(@Nullable PendingCopy copy, long address) {
    if (copy != null) {
      String which = ", which " + copy.name(warp, lane) + " may still read: nobody waited for it";
      throw fault(DeviceFault.Kind.RACE, where(address, false) + which);
    }
  }

  KernelFault race(long offset, String other) {
    return fault(
        DeviceFault.Kind.RACE,
        where(offset, false) + ", which " + other + " with no barrier between");
  }

  /**
   * Words a conflict in global memory.
   *
   * @param otherBlock whether the other thread is of another block
   */
  KernelFault globalRace(long address, String other, boolean otherBlock) {
    String missing =
        otherBlock ? " with no fence, flag or grid barrier between" : " with no barrier between";
    return fault(DeviceFault.Kind.RACE, where(address, false) + ", which " + other + missing);
  }

  KernelFault nonCoherent(long address, String other) {
    return fault(
        DeviceFault.Kind.RACE,
        where(address, false)
            + " as read-only (ld.global.nc), but "
            + other
            + " wrote it in this launch");
  }

  KernelFault readOnly(long address) {
    return fault(DeviceFault.Kind.READ_ONLY, where(address, false) + ", which is an input");
  }

  private KernelFault fault(DeviceFault.Kind kind, String what) {
    String verb =
        switch (access.site().kind()) {
          case LOAD -> "reads";
          case STORE -> "writes";
          case ATOMIC, REDUCTION -> "updates";
          case ASYNC_COPY -> access.writes() ? "copies to" : "copies from";
        };
    return KernelFault.at(
        kind,
        warp.launch().program().kernel().name(),
        access.instruction(),
        warp.threadName(lane) + " " + verb + " " + what);
  }

  private String where(long address, boolean outside) {
    return switch (access.space()) {
      case SHARED -> place("shared memory", address, warp.sharedBytes, outside);
      case LOCAL, PARAM -> place("local memory", address, localBytes(), outside);
      case GLOBAL, CONST, GENERIC -> global(address, outside);
    };
  }

  private static String place(String memory, long offset, long limit, boolean outside) {
    String text = memory + " at byte " + offset;
    return outside ? text + ", outside its " + limit + " bytes" : text;
  }

  private String global(long address, boolean outside) {
    if (address < AddressSpace.GLOBAL_START) {
      if (Math.abs(sharedOffset(address)) < 1 << 24) {
        return place("shared memory", sharedOffset(address), warp.sharedBytes, outside);
      }
      if (Math.abs(localOffset(address)) < 1 << 24) {
        return place("local memory", localOffset(address), localBytes(), outside);
      }
    }
    Allocation near = warp.launch().nearest(address);
    if (near == null || distance(near, address) > 1L << 40) {
      return String.format("address 0x%x, which belongs to no buffer", address);
    }
    return warp.launch()
        .heapAt(near)
        .map(heap -> heap.describe(address, outside))
        .orElseGet(() -> element(near, address, outside));
  }

  private static long distance(Allocation near, long address) {
    return address < near.address() ? near.address() - address : address - near.end();
  }

  private static String element(Allocation near, long address, boolean outside) {
    int size = Math.max(1, near.elementBytes());
    long index = Math.floorDiv(address - near.address(), size);
    long past = Math.floorMod(address - near.address(), (long) size);
    String inner = past == 0 ? "" : " + " + past + " bytes";
    String text = near.name() + "[" + index + inner + "]";
    if (!outside) {
      return text + " of " + near.label();
    }
    long count = near.bytes() / size;
    if (index < 0) {
      return text + ", " + -index + " before the start of " + near.label();
    }
    return text + ", " + (index - count + 1) + " past the end of " + near.label();
  }
}
