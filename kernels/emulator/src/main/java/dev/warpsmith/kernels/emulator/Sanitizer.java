package dev.warpsmith.kernels.emulator;

import java.util.BitSet;

/**
 * Checks each access of one block in full.
 *
 * <p>Two accesses to a word of shared memory race if they come from different threads, one writes,
 * and neither a barrier nor, within a warp, {@code __syncwarp} stands between. Two writes are not
 * reported: programs often store one flag from many threads.
 */
final class Sanitizer {
  private final LaunchExecution launch;
  private final BitSet sharedInitialised = new BitSet();
  private final int[] writer;
  private final int[] reader;
  private final long[] writerEpoch;
  private final long[] readerEpoch;
  private final long[] warpEpochs;
  private long blockEpoch = 1;

  Sanitizer(LaunchExecution launch, BlockExecution block) {
    this.launch = launch;
    int words = (launch.sharedBytes() + 3) / 4;
    this.writer = new int[words];
    this.reader = new int[words];
    this.writerEpoch = new long[words];
    this.readerEpoch = new long[words];
    this.warpEpochs = new long[RegisterFile.LANES];
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
    int first = (int) offset;
    if (reads(access) && sharedInitialised.nextClearBit(first) < first + bytes) {
      throw report.uninitialised(offset);
    }
    if (access.writes()) {
      sharedInitialised.set(first, first + bytes);
    }
    for (int word = first / 4; word <= (first + bytes - 1) / 4; word++) {
      race(warp, lane, word, access, report);
    }
    return warp.shared + offset;
  }

  /** The time within which two accesses of a warp, or of the block, are not ordered. */
  private boolean concurrent(Warp warp, int other, long epoch) {
    boolean sameWarp = other / RegisterFile.LANES == warp.index;
    return epoch >= (sameWarp ? Math.max(blockEpoch, warpEpochs[warp.index]) : blockEpoch);
  }

  private void race(Warp warp, int lane, int word, MemoryAccess access, AccessReport report) {
    boolean atomic =
        switch (access.site().kind()) {
          case ATOMIC, REDUCTION -> true;
          case LOAD, STORE, ASYNC_COPY -> false;
        };
    int me = warp.index * RegisterFile.LANES + lane + 1;
    long now = Math.max(blockEpoch, warpEpochs[warp.index]);
    boolean narrow = access.site().bytesPerLane() < 4;
    if (!atomic && !narrow && writer[word] != me && writer[word] != 0 && !access.writes()) {
      if (concurrent(warp, writer[word] - 1, writerEpoch[word])) {
        throw report.race(4L * word, name(writer[word] - 1) + " wrote");
      }
    }
    if (access.writes() && !atomic && !narrow) {
      if (reader[word] != me
          && reader[word] != 0
          && concurrent(warp, reader[word] - 1, readerEpoch[word])) {
        throw report.race(4L * word, name(reader[word] - 1) + " read");
      }
      writer[word] = me;
      writerEpoch[word] = now;
    } else if (!atomic && !narrow) {
      recordRead(warp, word, me, now);
    }
  }

  /** Keeps a reader of another warp rather than one that barriers have ordered. */
  private void recordRead(Warp warp, int word, int me, long now) {
    boolean keep =
        reader[word] != 0
            && reader[word] != me
            && (reader[word] - 1) / RegisterFile.LANES != warp.index
            && readerEpoch[word] >= blockEpoch;
    if (!keep) {
      reader[word] = me;
      readerEpoch[word] = now;
    }
  }

  private String name(int thread) {
    return "thread " + launch.blockDim().at(thread);
  }

  /** All threads of the block met at a barrier. */
  void blockSynchronised() {
    blockEpoch++;
    for (int k = 0; k < warpEpochs.length; k++) {
      blockEpoch = Math.max(blockEpoch, warpEpochs[k] + 1);
    }
  }

  /** Lanes of a warp met at {@code __syncwarp}. */
  void warpSynchronised(Warp warp) {
    warpEpochs[warp.index] = Math.max(blockEpoch, warpEpochs[warp.index]) + 1;
  }

  /** Checks the read of a {@code cp.async}, and records its write. */
  static void copy(Warp warp, int lane, long target, long source, int read, int site) {
    if (read > 0) {
      access(warp, lane, source, site);
    }
    access(warp, lane, target, site + 1);
  }
}
