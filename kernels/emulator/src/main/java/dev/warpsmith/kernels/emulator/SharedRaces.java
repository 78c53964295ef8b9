package dev.warpsmith.kernels.emulator;

import java.util.Arrays;
import java.util.Optional;

/**
 * Who last accessed each part of one block's shared memory, and what of that is a race.
 *
 * <p>Two accesses to the same bytes race if they come from different threads, at least one writes,
 * at most one is atomic or volatile, and nothing that {@link BlockOrder} knows stands between. Two
 * writes race only if the second changes what the first stored: many threads may store one flag. A
 * read of bytes that nobody has written yet is a race if another thread writes them before the next
 * barrier, and a read of uninitialised memory if none does.
 *
 * <p>Memory is kept in cells as small as the kernel's smallest access. Of the readers since the
 * last barrier two are kept, of different warps where there are such, so that any writer differs
 * from one of them. Volatile reads are not kept: they race with plain writes before them only.
 */
final class SharedRaces {
  /** Where a stamp holds a thread, and of it the warp. */
  static final int THREAD = 1023;

  static final int WARP = THREAD - (RegisterFile.LANES - 1);
  private static final int STRONG = 1 << 10;
  private static final int TIME_SHIFT = 11;
  private static final int LATEST = (1 << (31 - TIME_SHIFT)) - 2;
  private static final int LONG_AGO = 1 << TIME_SHIFT;
  private static final int LARGEST_CELL = 4;

  private final LaunchExecution launch;
  private final BlockOrder order;
  private final AsyncCopies copies;
  private final int cellBytes;

  /** By cell: the stamps of the last writer and of two readers; 0 for none. */
  private final int[] cells;

  private final WarpCheck[] checks;
  private int timeOfZero;
  private Optional<KernelFault> unwritten = Optional.empty();
  private Optional<Overwrite> overwrite = Optional.empty();
  private boolean careful;
  private final ReadLog log = new ReadLog();

  /** No thread has written since the last barrier. */
  private boolean quiet;

  /** A second write to bytes; its value is known once the lane has stored it. */
  record Overwrite(long host, int bytes, long before, KernelFault fault) {}

  SharedRaces(LaunchExecution launch, BlockOrder order, AsyncCopies copies, int warps) {
    this.launch = launch;
    this.order = order;
    this.copies = copies;
    this.cellBytes = cellBytes(launch);
    this.cells = new int[3 * ((launch.sharedBytes() + cellBytes - 1) / cellBytes)];
    this.checks = new WarpCheck[warps];
    for (int k = 0; k < warps; k++) {
      checks[k] = new WarpCheck(launch, this, k);
      refresh(k);
    }
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

  int[] cells() {
    return cells;
  }

  int cellBytes() {
    return cellBytes;
  }

  WarpCheck check(int warp) {
    return checks[warp];
  }

  /** Tells whether something is open that the next access must look at first. */
  boolean careful() {
    return careful || copies.any();
  }

  /** Notes a run of reads, or tells that its reads must be checked one by one. */
  boolean note(int thread, int run, int base) {
    if (!quiet || !log.knows(run, base)) {
      return false;
    }
    if (log.full()) {
      recordReads();
    }
    log.add(thread, run, base);
    return true;
  }

  private void recordReads() {
    log.drain(
        (thread, run, base) -> {
          WarpCheck reader = checks[thread / RegisterFile.LANES];
          int lane = thread % RegisterFile.LANES;
          for (AccessRun.Entry entry : launch.program().runs().get(run).entries()) {
            reader.record(lane, base + (int) entry.offset(), entry.bytes());
          }
        });
  }

  /** Remembers that a run of reads needs no more than a note, if it is so. */
  void learn(AccessRun run, int base) {
    for (AccessRun.Entry entry : run.entries()) {
      int from = base + (int) entry.offset();
      for (int cell = from / cellBytes; cell * cellBytes < from + entry.bytes(); cell++) {
        if (cells[3 * cell] == 0) {
          return;
        }
      }
    }
    log.learn(run.id(), base);
  }

  /** A thread writes: the reads so far count from now on. */
  void stir() {
    if (quiet) {
      quiet = false;
      recordReads();
    }
  }

  /** Tells whether only barriers order anything. */
  boolean plain() {
    return order.plain();
  }

  /** Tells a warp its time and what is ordered before it. */
  private void refresh(int warp) {
    if (order.now(warp) - timeOfZero > LATEST) {
      forget();
    }
    WarpCheck check = checks[warp];
    check.stamp = stamp(warp, order.now(warp));
    check.blockLimit = limit(order.blockSynchronised());
    check.warpLimit = limit(order.warpSynchronised(warp));
    check.slot = 0;
  }

  private int limit(int time) {
    return Math.max(LONG_AGO + 1, (time - timeOfZero) << TIME_SHIFT);
  }

  private int stamp(int warp, int time) {
    return ((time - timeOfZero) << TIME_SHIFT) | (warp * RegisterFile.LANES);
  }

  /** Starts the count of times anew; who accessed what before is forgotten. */
  private void forget() {
    timeOfZero = order.blockSynchronised() - 2;
    if (order.now(0) - timeOfZero > LATEST / 2) {
      timeOfZero = order.now(0) - 2;
    }
    for (int k = 0; k < cells.length; k++) {
      cells[k] = k % 3 == 0 && cells[k] != 0 ? LONG_AGO : 0;
    }
    for (int k = 0; k < checks.length; k++) {
      checks[k].stamp = stamp(k, Math.max(order.now(k), timeOfZero + 2));
    }
  }

  /**
   * Checks and records an access within shared memory.
   *
   * @param reads whether it depends on what is there
   */
  void access(Warp warp, int lane, int offset, MemoryAccess access, boolean reads) {
    settle();
    AccessTraits traits = launch.check().traits(access);
    if (access.writes()) {
      stir();
    }
    int bytes = access.site().bytesPerLane();
    boolean strong = traits.strong();
    int end = (offset + bytes - 1) / cellBytes;
    if (strong) {
      order(warp, lane, offset, traits);
    }
    for (int cell = offset / cellBytes; cell <= end; cell++) {
      if (reads && cells[3 * cell] == 0 && unwritten.isEmpty()) {
        long at = Math.max(offset, (long) cell * cellBytes);
        unwritten = Optional.of(new AccessReport(warp, lane, access).uninitialised(at));
      }
      check(warp, lane, cell, access, strong);
      record(warp, lane, cell, access.writes(), strong);
    }
  }

  private void order(Warp warp, int lane, int offset, AccessTraits traits) {
    if (traits.releases()) {
      fence(warp, traits.scope());
    }
    for (int word = offset & ~3; word < offset + traits.bytes(); word += 4) {
      if (traits.reads()) {
        order.acquire(warp.index, lane, word, launch.check().words());
      }
      if (traits.writes()) {
        order.release(warp.index, word, launch.check().words(), traits.updates());
      }
    }
  }

  private void check(Warp warp, int lane, int cell, MemoryAccess access, boolean strong) {
    int writer = cells[3 * cell];
    boolean both = strong && (writer & STRONG) != 0;
    if (!both && concurrent(warp, lane, writer)) {
      report(warp, lane, cell, access, strong);
    }
    if (access.writes()) {
      for (int k = 1; k < 3; k++) {
        int reader = cells[3 * cell + k];
        if (concurrent(warp, lane, reader)) {
          AccessReport report = new AccessReport(warp, lane, access);
          race(report.race((long) cell * cellBytes, name(reader) + " read"));
        }
      }
    }
  }

  private void report(Warp warp, int lane, int cell, MemoryAccess access, boolean strong) {
    int writer = cells[3 * cell];
    boolean update = (writer & STRONG) != 0;
    AccessReport report = new AccessReport(warp, lane, access);
    KernelFault fault =
        report.race((long) cell * cellBytes, name(writer) + (update ? " updated" : " wrote"));
    if (!access.writes() || strong) {
      race(fault);
    } else if (!update) {
      overwrite(warp.shared + (long) cell * cellBytes, cellBytes, fault);
    }
  }

  private void race(KernelFault fault) {
    unwritten = Optional.empty();
    launch.check().findings().add(fault);
  }

  /** Tells whether an access of another thread is not ordered before one of this thread now. */
  private boolean concurrent(Warp warp, int lane, int stamp) {
    int other = (stamp & WARP) / RegisterFile.LANES;
    return stamp != 0
        && !order.orders(warp.index, lane, other, stamp & 31, (stamp >> TIME_SHIFT) + timeOfZero);
  }

  private void record(Warp warp, int lane, int cell, boolean writes, boolean strong) {
    int me = checks[warp.index].stamp + lane;
    if (writes) {
      cells[3 * cell] = strong ? me | STRONG : me;
    } else if (!strong) {
      int first = cells[3 * cell + 1];
      int second = cells[3 * cell + 2];
      boolean apart = ((first ^ second) & WARP) != 0;
      if ((first & THREAD) == (me & THREAD) || !concurrent(warp, lane, first)) {
        cells[3 * cell + 1] = me;
      } else if (!apart || !concurrent(warp, lane, second)) {
        cells[3 * cell + 2] = me;
      }
    }
  }

  /** Notes a write over another thread's, to see whether it stores another value. */
  void overwrite(long host, int bytes, KernelFault fault) {
    if (overwrite.isEmpty()) {
      overwrite = Optional.of(new Overwrite(host, bytes, bytes(host, bytes), fault));
      careful = true;
    }
  }

  private static long bytes(long host, int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes = (bytes << Byte.SIZE) | (OffHeap.getByte(host + i) & 0xFF);
    }
    return bytes;
  }

  /** Decides about a second write, which has been done by now. */
  void settle() {
    if (overwrite.isPresent()) {
      Overwrite done = overwrite.get();
      overwrite = Optional.empty();
      careful = false;
      if (done.before() != bytes(done.host(), done.bytes())) {
        launch.check().findings().add(done.fault());
      }
    }
  }

  private String name(int stamp) {
    return "thread " + launch.blockDim().at(stamp & THREAD);
  }

  /** All threads of the block met at a barrier, or ended. */
  void blockSynchronised() {
    settle();
    unwritten.ifPresent(fault -> launch.check().findings().add(fault));
    unwritten = Optional.empty();
    log.clear();
    quiet = !copies.any();
    order.synchroniseBlock();
    refreshAll();
  }

  private void refreshAll() {
    for (int k = 0; k < checks.length; k++) {
      refresh(k);
    }
  }

  /** Lanes of a warp met at {@code __syncwarp}. */
  void warpSynchronised(Warp warp) {
    recordReads();
    order.synchroniseWarp(warp.index);
    refresh(warp.index);
  }

  /** A fence. */
  void fence(Warp warp, BlockOrder.Scope scope) {
    recordReads();
    order.fence(warp.index, scope);
    refresh(warp.index);
  }

  /** A warp arrives at a barrier of some of the block's threads. */
  void arrives(BlockOrder.Meeting meeting, Warp warp) {
    recordReads();
    settle();
    meeting.arrive(warp.index);
    refresh(warp.index);
  }

  /** A warp goes on after such a barrier. */
  void leaves(BlockOrder.Meeting meeting, Warp warp) {
    recordReads();
    meeting.leave(warp.index);
    refresh(warp.index);
  }

  /** Keeps a read of garbage that may explain the fault that ends the block. */
  void ends() {
    settle();
    unwritten.ifPresent(fault -> launch.check().findings().add(fault));
    unwritten = Optional.empty();
    Arrays.fill(cells, 0);
  }
}
