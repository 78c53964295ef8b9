package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import java.util.BitSet;
import java.util.Optional;

/**
 * Who last accessed each part of one block's shared memory, and what of that is a race.
 *
 * <p>Two accesses to the same bytes race if they come from different threads, at least one writes,
 * at most one is atomic, and neither a barrier nor, within a warp, {@code __syncwarp} stands
 * between. Two writes race only if the second changes what the first stored: many threads may store
 * one flag. A read of bytes that nobody has written yet is a race if another thread writes them
 * before the next barrier, and a read of uninitialised memory if none does.
 *
 * <p>Of the readers since the last barrier two are kept, of different warps where there are such,
 * so that any writer differs from one of them.
 */
final class SharedRaces {
  private static final int LARGEST_CELL = 4;
  private static final int NOBODY = 0;

  private final LaunchExecution launch;
  private final int cellBytes;
  private final BitSet initialised = new BitSet();
  private final Accessor writer;
  private final Accessor firstReader;
  private final Accessor secondReader;
  private final BitSet writtenAtomically = new BitSet();
  private final long[] warpEpochs = new long[RegisterFile.LANES];
  private long blockEpoch = 1;
  private Optional<KernelFault> unwritten = Optional.empty();
  private Optional<Overwrite> overwrite = Optional.empty();

  /** A thread, counted from 1, and when it accessed; by cell. */
  private static final class Accessor {
    private final int[] thread;
    private final long[] epoch;

    Accessor(int cells) {
      thread = new int[cells];
      epoch = new long[cells];
    }

    void set(int cell, int newThread, long now) {
      thread[cell] = newThread;
      epoch[cell] = now;
    }
  }

  /** A second write to bytes; its value is known once the lane has stored it. */
  private record Overwrite(long host, int before, KernelFault fault) {}

  SharedRaces(LaunchExecution launch) {
    this.launch = launch;
    this.cellBytes = cellBytes(launch);
    int cells = (launch.sharedBytes() + cellBytes - 1) / cellBytes;
    this.writer = new Accessor(cells);
    this.firstReader = new Accessor(cells);
    this.secondReader = new Accessor(cells);
  }

  private static int cellBytes(LaunchExecution launch) {
    return launch.program().accesses().stream()
        .filter(
            access ->
                access.space() == SymbolAddress.Space.SHARED
                    || access.space() == SymbolAddress.Space.GENERIC)
        .mapToInt(MemoryAccess::alignment)
        .filter(bytes -> bytes > 0)
        .reduce(LARGEST_CELL, Math::min);
  }

  /**
   * Checks and records an access within shared memory.
   *
   * @param reads whether it depends on what is there
   * @throws KernelFault if it races with an earlier one
   */
  void access(Warp warp, int lane, int offset, MemoryAccess access, boolean reads) {
    settle();
    AccessReport report = new AccessReport(warp, lane, access);
    int bytes = access.site().bytesPerLane();
    if (reads && unwritten.isEmpty() && initialised.nextClearBit(offset) < offset + bytes) {
      unwritten = Optional.of(report.uninitialised(offset));
    }
    boolean atomic =
        switch (access.site().kind()) {
          case ATOMIC, REDUCTION -> true;
          case LOAD, STORE, ASYNC_COPY -> false;
        };
    int me = warp.index * RegisterFile.LANES + lane + 1;
    for (int cell = offset / cellBytes; cell <= (offset + bytes - 1) / cellBytes; cell++) {
      check(warp, me, cell, report, access.writes(), atomic);
      record(warp, me, cell, access.writes(), atomic);
    }
    if (access.writes()) {
      initialised.set(offset, offset + bytes);
    }
  }

  private void check(
      Warp warp, int me, int cell, AccessReport report, boolean writes, boolean atomic) {
    boolean both = atomic && writtenAtomically.get(cell);
    if (!both && concurrent(warp, me, writer, cell)) {
      String other = writtenAtomically.get(cell) ? " updated" : " wrote";
      KernelFault fault = report.race((long) cell * cellBytes, name(writer, cell) + other);
      if (!writes || atomic) {
        throw fault;
      }
      if (!writtenAtomically.get(cell)) {
        overwrite(warp, cell, fault);
      }
    }
    if (writes) {
      for (Accessor reader : new Accessor[] {firstReader, secondReader}) {
        if (concurrent(warp, me, reader, cell)) {
          throw report.race((long) cell * cellBytes, name(reader, cell) + " read");
        }
      }
    }
  }

  /** Tells whether the last access of another thread is not ordered before one of this warp now. */
  private boolean concurrent(Warp warp, int me, Accessor other, int cell) {
    int thread = other.thread[cell];
    if (thread == NOBODY || thread == me) {
      return false;
    }
    boolean sameWarp = warpOf(thread) == warp.index;
    return other.epoch[cell]
        >= (sameWarp ? Math.max(blockEpoch, warpEpochs[warp.index]) : blockEpoch);
  }

  private static int warpOf(int thread) {
    return (thread - 1) / RegisterFile.LANES;
  }

  private void record(Warp warp, int me, int cell, boolean writes, boolean atomic) {
    long now = Math.max(blockEpoch, warpEpochs[warp.index]);
    if (writes) {
      writer.set(cell, me, now);
      writtenAtomically.set(cell, atomic);
    } else {
      replaced(me, cell).set(cell, me, now);
    }
  }

  /** Chooses which of the two readers kept gives way to a new one. */
  private Accessor replaced(int me, int cell) {
    int first = firstReader.thread[cell];
    int second = secondReader.thread[cell];
    if (first == me || first == NOBODY || firstReader.epoch[cell] < blockEpoch) {
      return firstReader;
    }
    if (second == me || second == NOBODY || secondReader.epoch[cell] < blockEpoch) {
      return secondReader;
    }
    if (warpOf(first) != warpOf(second)) {
      return warpOf(second) == warpOf(me) ? secondReader : firstReader;
    }
    return firstReader.epoch[cell] <= secondReader.epoch[cell] ? firstReader : secondReader;
  }

  private void overwrite(Warp warp, int cell, KernelFault fault) {
    if (overwrite.isEmpty()) {
      long host = warp.shared + (long) cell * cellBytes;
      overwrite = Optional.of(new Overwrite(host, bytes(host), fault));
    }
  }

  private int bytes(long host) {
    int bytes = 0;
    for (int i = 0; i < cellBytes; i++) {
      bytes = (bytes << Byte.SIZE) | (OffHeap.getByte(host + i) & 0xFF);
    }
    return bytes;
  }

  /** Decides about a second write, which has been done by now. */
  private void settle() {
    if (overwrite.isPresent()) {
      Overwrite done = overwrite.get();
      overwrite = Optional.empty();
      if (done.before() != bytes(done.host())) {
        throw done.fault();
      }
    }
  }

  private String name(Accessor accessor, int cell) {
    return "thread " + launch.blockDim().at(accessor.thread[cell] - 1);
  }

  /** All threads of the block met at a barrier, or ended. */
  void blockSynchronised() {
    settle();
    if (unwritten.isPresent()) {
      throw unwritten.get();
    }
    blockEpoch++;
    for (int k = 0; k < warpEpochs.length; k++) {
      blockEpoch = Math.max(blockEpoch, warpEpochs[k] + 1);
    }
  }

  /** Lanes of a warp met at {@code __syncwarp}. */
  void warpSynchronised(Warp warp) {
    warpEpochs[warp.index] = Math.max(blockEpoch, warpEpochs[warp.index]) + 1;
  }

  /**
   * Returns what to report when a fault ends the block: a read of garbage before it explains it.
   */
  KernelFault cause(KernelFault found) {
    boolean race = found.fault().kind() == DeviceFault.Kind.RACE;
    return race ? found : unwritten.orElse(found);
  }
}
