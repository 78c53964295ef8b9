package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.emulator.counters.BlockObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A thread block that runs: its memory, its warps, its barriers. It can stop and go on later. */
final class BlockExecution {
  private static final int QUANTUM = 10_000;
  private static final byte SHARED_FILL = (byte) 0xFF;

  private final LaunchExecution launch;
  private final long index;
  private final BlockMemory memory;
  private final BlockObserver observer;
  private final BarrierUnit barriers;
  private final Warp[] warps;
  private final FragmentScheduler[] schedulers;
  private final int[] order;
  private final Standstill standstill;
  private final MbarrierUnit mbarriers;
  private final int position;
  private boolean released;
  private long steps;

  /**
   * Prepares a block.
   *
   * @param position its place in the order in which blocks start
   */
  BlockExecution(LaunchExecution launch, long index, int position, BlockMemory memory) {
    this.launch = launch;
    this.index = index;
    this.position = position;
    this.memory = memory;
    int threads = (int) launch.blockDim().count();
    int count = (threads + RegisterFile.LANES - 1) / RegisterFile.LANES;
    this.observer = launch.observe(index, count);
    this.barriers = new BarrierUnit(this, threads);
    this.standstill = new Standstill(count);
    this.mbarriers = new MbarrierUnit(standstill);
    this.warps = new Warp[count];
    this.schedulers = new FragmentScheduler[count];
    this.order = Orders.permutation(count, launch.seed() ^ index * 0x9E3779B97F4A7C15L);
    memory.clear(SHARED_FILL);
    launch
        .program()
        .kernel()
        .reservedShared()
        .ifPresent(
            offset ->
                OffHeap.fill(memory.shared() + offset, MemoryLayout.RESERVED_BYTES, (byte) 0));
    Sanitizer sanitizer = launch.sanitizing() ? new Sanitizer(launch, index, count) : null;
    Dim3 place = launch.gridDim().at(index);
    List<FragmentScheduler> all = warpsOfMemory(count, threads);
    for (int k = 0; k < count; k++) {
      schedulers[k] = all.get(k);
      warps[k] = schedulers[k].warp();
      enter(warps[k], place);
      warps[k].sanitizer = sanitizer;
      warps[k].check = sanitizer == null ? null : sanitizer.races().check(k);
      schedulers[k].start(launch.ahead(index, k));
    }
  }

  /** Returns the warps of the block before, which a launch that is not checked uses again. */
  private List<FragmentScheduler> warpsOfMemory(int count, int threads) {
    List<FragmentScheduler> all = memory.schedulers();
    if (launch.sanitizing()) {
      all.clear();
    }
    for (int k = all.size(); k < count; k++) {
      int lanes = Math.min(RegisterFile.LANES, threads - k * RegisterFile.LANES);
      all.add(new FragmentScheduler(new Warp(this, k, memory), (int) ((1L << lanes) - 1)));
    }
    return all;
  }

  /** Makes a warp one of this block; what is the same in all blocks it knows. */
  private void enter(Warp warp, Dim3 place) {
    warp.block = this;
    warp.clock = 0;
    warp.ctaidX = place.x();
    warp.ctaidY = place.y();
    warp.ctaidZ = place.z();
    warp.smid = (int) (index % launch.sms());
    if (launch.program().kernel().stackBytes() > 0) {
      warp.calls = new CallStack(launch.program());
    }
  }

  LaunchExecution launch() {
    return launch;
  }

  BlockObserver observer() {
    return observer;
  }

  /** Returns the block's place in the order in which blocks start. */
  int position() {
    return position;
  }

  BarrierUnit barriers() {
    return barriers;
  }

  MbarrierUnit mbarriers() {
    return mbarriers;
  }

  Standstill standstill() {
    return standstill;
  }

  BlockMemory memory() {
    return memory;
  }

  boolean finished() {
    for (FragmentScheduler scheduler : schedulers) {
      if (!scheduler.finished()) {
        return false;
      }
    }
    return true;
  }

  void release(int id, int votes, int threads) {
    released = true;
    standstill.ended();
    synchroniseSanitizer(barriers.takeMeeting(id), id);
    for (FragmentScheduler scheduler : schedulers) {
      scheduler.release(id, votes, threads);
    }
  }

  /**
   * Gives every warp one turn.
   *
   * @return whether the block has ended
   * @throws KernelFault if no warp can ever go on, or the step budget is spent
   */
  boolean turn() {
    Sanitizer sanitizer = warps[0].sanitizer;
    if (sanitizer == null) {
      return turnOfAll();
    }
    try {
      return turnOfAll();
    } catch (KernelFault e) {
      sanitizer.races().ends();
      throw e;
    }
  }

  /**
   * Tells the sanitizer that threads met.
   *
   * @param meeting what they know together, if they are not all of the block
   */
  private void synchroniseSanitizer(BlockOrder.@Nullable Meeting meeting, int id) {
    Sanitizer sanitizer = warps[0].sanitizer;
    if (sanitizer == null) {
      return;
    }
    if (meeting == null) {
      sanitizer.races().blockSynchronised();
      return;
    }
    for (int k = 0; k < warps.length; k++) {
      if (schedulers[k].waitsAt(id)) {
        sanitizer.races().leaves(meeting, warps[k]);
      }
    }
  }

  private boolean turnOfAll() {
    boolean progress = false;
    released = false;
    for (int k : order) {
      FragmentScheduler scheduler = schedulers[k];
      if (!scheduler.finished() && scheduler.runnable()) {
        long before = now();
        warps[k].clock = before;
        scheduler.run(QUANTUM);
        long spent = warps[k].clock - before;
        steps += spent;
        progress |= spent > 0;
        launch.spend(spent, scheduler);
      }
    }
    if (finished()) {
      for (Warp warp : warps) {
        memory.used(warp);
      }
      synchroniseSanitizer(null, 0);
      observer.blockEnded();
      return true;
    }
    if (!progress && !released) {
      throw deadlock();
    }
    if (standstill.suspected()) {
      endIfAllWait();
    }
    return false;
  }

  /**
   * Returns the time: warp instructions so far, of the block, or of the whole grid where blocks may
   * exchange what they read from a clock.
   */
  private long now() {
    return launch.program().communicates() ? launch.steps() : steps;
  }

  /** Ends the block if every thread waits: at an mbarrier in vain, or for those that do. */
  private void endIfAllWait() {
    for (int k = 0; k < warps.length; k++) {
      int free = schedulers[k].alive() & ~schedulers[k].blocked();
      if ((free & ~standstill.waiting(k)) != 0) {
        return;
      }
    }
    for (int k = 0; k < warps.length; k++) {
      int lanes = schedulers[k].alive() & standstill.waiting(k);
      if (lanes != 0) {
        throw standstill.fault(warps[k], Integer.numberOfTrailingZeros(lanes));
      }
    }
  }

  private KernelFault deadlock() {
    List<Deadlock.Waiting> waiting = new ArrayList<>();
    for (FragmentScheduler scheduler : schedulers) {
      waiting.addAll(scheduler.waiting());
    }
    return new Deadlock(waiting).fault();
  }
}
