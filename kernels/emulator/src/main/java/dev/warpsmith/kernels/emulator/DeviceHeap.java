package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The heap that {@code malloc} and {@code free} of a module's kernels share; it lives as long as
 * the module.
 *
 * <p>Blocks are found by next fit, so that freed memory is used again as late as possible, and lie
 * apart, so that an access past the end of one hits no other. Kernels that use it run their thread
 * blocks in a fixed order: addresses depend on nothing else.
 */
final class DeviceHeap {
  /** Its size: the default of {@code cudaLimitMallocHeapSize}. */
  static final long BYTES = 8 << 20;

  private static final long ALIGNMENT = 16;

  private final Allocation region;
  private final TreeMap<Long, Long> gaps = new TreeMap<>();
  private final TreeMap<Long, Chunk> live = new TreeMap<>();
  private final TreeMap<Long, Chunk> freed = new TreeMap<>();
  private long cursor;

  /**
   * A piece that was given out.
   *
   * @param bytes as asked for
   * @param extent with its distance to the next
   */
  private record Chunk(
      long start, long bytes, long extent, Instruction by, Optional<Instruction> freedBy) {

    String describe() {
      return "the heap block of " + bytes + " bytes from " + by.place();
    }
  }

  /** Makes an empty heap in a piece of global memory. */
  DeviceHeap(Allocation region) {
    this.region = region;
    gaps.put(region.address(), region.bytes());
    cursor = region.address();
  }

  Allocation region() {
    return region;
  }

  /**
   * Allocates.
   *
   * @param by the call, for messages
   * @return the address, or 0 if no gap is large enough
   */
  long malloc(long bytes, Instruction by) {
    if (bytes < 0 || bytes > region.bytes()) {
      return 0;
    }
    long extent = (Math.max(1, bytes) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
    Map.Entry<Long, Long> gap = gap(extent);
    if (gap == null) {
      return 0;
    }
    long start = gap.getKey();
    gaps.remove(start);
    if (gap.getValue() > extent) {
      gaps.put(start + extent, gap.getValue() - extent);
    }
    forgetFreed(start, extent);
    live.put(start, new Chunk(start, bytes, extent, by, Optional.empty()));
    cursor = start + extent;
    return start;
  }

  private Map.@Nullable Entry<Long, Long> gap(long extent) {
    for (Map.Entry<Long, Long> gap : gaps.tailMap(cursor, true).entrySet()) {
      if (gap.getValue() >= extent) {
        return gap;
      }
    }
    for (Map.Entry<Long, Long> gap : gaps.headMap(cursor, false).entrySet()) {
      if (gap.getValue() >= extent) {
        return gap;
      }
    }
    return null;
  }

  private void forgetFreed(long start, long extent) {
    for (Map.Entry<Long, Chunk> old = freed.lowerEntry(start + extent);
        old != null && old.getKey() + old.getValue().extent() > start;
        old = freed.lowerEntry(start + extent)) {
      freed.remove(old.getKey());
    }
  }

  /**
   * Frees.
   *
   * @return what is wrong with the address, if it cannot be freed
   */
  Optional<String> free(long address, Instruction by) {
    Chunk chunk = live.remove(address);
    if (chunk == null) {
      return Optional.of(wrong(address));
    }
    Chunk gone =
        new Chunk(chunk.start(), chunk.bytes(), chunk.extent(), chunk.by(), Optional.of(by));
    freed.put(address, gone);
    addGap(address, chunk.extent());
    return Optional.empty();
  }

  private String wrong(long address) {
    Chunk old = freed.get(address);
    if (old != null) {
      return old.describe() + ", which " + place(old) + " has freed already";
    }
    Chunk around = chunk(address);
    if (around != null) {
      return "byte " + (address - around.start()) + " of " + around.describe();
    }
    return String.format("address 0x%x, which malloc did not return", address);
  }

  private static String place(Chunk chunk) {
    return chunk.freedBy().map(Instruction::place).orElse("nobody");
  }

  private void addGap(long address, long extent) {
    long start = address;
    long length = extent;
    Map.Entry<Long, Long> before = gaps.lowerEntry(start);
    if (before != null && before.getKey() + before.getValue() == start) {
      start = before.getKey();
      length += before.getValue();
    }
    Long after = gaps.remove(address + extent);
    length += after == null ? 0 : after;
    gaps.put(start, length);
  }

  /** Tells whether a range lies within one block that is not freed. */
  boolean holds(long address, long bytes) {
    Map.Entry<Long, Chunk> below = live.floorEntry(address);
    return below != null && address + bytes <= below.getKey() + below.getValue().bytes();
  }

  /** Returns the block, freed or not, that an address belongs to or lies right behind. */
  private @Nullable Chunk chunk(long address) {
    Map.Entry<Long, Chunk> below = live.floorEntry(address);
    if (below != null && address < below.getKey() + below.getValue().extent()) {
      return below.getValue();
    }
    Map.Entry<Long, Chunk> old = freed.floorEntry(address);
    return old != null && address < old.getKey() + old.getValue().extent() ? old.getValue() : null;
  }

  /** Names the place of an address, such as {@code byte 40 of the heap block of 40 bytes …}. */
  String describe(long address, boolean outside) {
    Chunk chunk = chunk(address);
    if (chunk == null) {
      return String.format("address 0x%x of the heap, which malloc has not returned", address);
    }
    String text = "byte " + (address - chunk.start()) + " of " + chunk.describe();
    if (chunk.freedBy().isPresent()) {
      return text + ", which " + place(chunk) + " freed";
    }
    long past = address - chunk.start() - chunk.bytes();
    return outside && past >= 0 ? text + ", " + (past + 1) + " past its end" : text;
  }
}
