package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.emulator.counters.BlockObserver;
import dev.warpsmith.kernels.emulator.counters.LaunchObserver;
import dev.warpsmith.kernels.emulator.tensor.Generation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One launch.
 *
 * <p>Independent blocks run on all cores, each from start to end. Blocks that may exchange data run
 * in turns on one thread, as many at a time as the GPU would hold.
 */
final class LaunchExecution {
  private static final BlockObserver SILENT = new SilentObserver();

  private final Program program;
  private final Variant variant;
  private final TranslatedBlocks code;
  private final FlowTable flow;
  private final Geometry geometry;
  private final LaunchMemory memory;
  private final List<Allocation> allocations;
  private final long[] starts;
  private final Optional<LaunchObserver> observer;
  private final @Nullable LaunchCheck check;
  private final PrintedOutput printed;
  private final AtomicLong steps = new AtomicLong();
  private final AtomicInteger nextBlock = new AtomicInteger();
  private final AtomicInteger firstFault = new AtomicInteger(Integer.MAX_VALUE);
  private @Nullable KernelFault fault;
  private @Nullable Throwable failure;

  /**
   * The sizes of a launch and how it runs.
   *
   * @param sharedBytes static and dynamic
   * @param resident most blocks that run in turns
   * @param threads host threads
   * @param splitWarps whether some lanes of a warp go before the others
   * @param tensorCores whose arithmetic matrix instructions follow
   */
  record Geometry(
      Dim3 grid,
      Dim3 block,
      int sharedBytes,
      int sms,
      int resident,
      int threads,
      long seed,
      boolean splitWarps,
      long stepBudget,
      Generation tensorCores) {}

  LaunchExecution(
      Program program,
      Variant variant,
      Geometry geometry,
      LaunchMemory memory,
      Stamps stamps,
      PrintedOutput printed,
      Optional<LaunchObserver> observer) {
    this.program = program;
    this.variant = variant;
    this.code = program.code(variant);
    this.flow = new FlowTable(program.flow());
    this.geometry = geometry;
    this.memory = memory;
    this.printed = printed;
    this.allocations = memory.allocations();
    this.starts = allocations.stream().mapToLong(Allocation::address).toArray();
    this.observer = observer;
    this.check =
        variant == Variant.SANITIZING ? new LaunchCheck(program, stamps, allocations) : null;
  }

  /** Returns what check mode keeps for all blocks. */
  LaunchCheck check() {
    LaunchCheck found = check;
    if (found == null) {
      throw new IllegalStateException("the launch is not checked");
    }
    return found;
  }

  Program program() {
    return program;
  }

  TranslatedBlocks code() {
    return code;
  }

  FlowTable flow() {
    return flow;
  }

  Dim3 gridDim() {
    return geometry.grid();
  }

  Dim3 blockDim() {
    return geometry.block();
  }

  int sharedBytes() {
    return geometry.sharedBytes();
  }

  int sms() {
    return geometry.sms();
  }

  long seed() {
    return geometry.seed();
  }

  /** Returns the lanes of a warp that go before the others; none if warps stay together. */
  int ahead(long block, int warp) {
    if (!geometry.splitWarps()) {
      return 0;
    }
    int opposite = (int) -(geometry.seed() & 1);
    return Orders.bits(geometry.seed() >>> 1, block, warp) ^ opposite;
  }

  Generation tensorCores() {
    return geometry.tensorCores();
  }

  Allocation parameters() {
    return memory.parameters();
  }

  /** Returns the address of the grid's workspace; 0 unless the launch is cooperative. */
  long workspace() {
    return memory.workspace().map(Allocation::address).orElse(0L);
  }

  /** Returns the heap of a kernel that uses one. */
  DeviceHeap heap() {
    return memory
        .heap()
        .orElseThrow(() -> new IllegalStateException("a kernel without a heap uses it"));
  }

  /** Returns the heap if it is where an allocation is. */
  Optional<DeviceHeap> heapAt(Allocation allocation) {
    return memory.heap().filter(heap -> heap.region() == allocation);
  }

  PrintedOutput printed() {
    return printed;
  }

  boolean sanitizing() {
    return variant == Variant.SANITIZING;
  }

  boolean observed() {
    return variant == Variant.COUNTING;
  }

  long steps() {
    return steps.get();
  }

  BlockObserver observe(long block, int warps) {
    return observer.map(o -> o.blockStarted(block, warps)).orElse(SILENT);
  }

  /** Finds the allocation that holds the whole range, and makes what is not there of it. */
  @Nullable Allocation find(long address, long bytes) {
    Allocation near = below(address);
    if (near == null || !near.contains(address, bytes)) {
      return null;
    }
    near.require(address - near.address(), bytes);
    if (memory.made().get() > EmulatedDevice.MOST_HELD) {
      throw KernelFault.of(
          DeviceFault.Kind.STEP_BUDGET,
          program.kernel().name(),
          "needs more than " + (EmulatedDevice.MOST_HELD >> 20) + " MiB of large tensors");
    }
    return near;
  }

  private @Nullable Allocation below(long address) {
    int found = Arrays.binarySearch(starts, address);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? null : allocations.get(index);
  }

  /** Finds the allocation nearest to an address. */
  @Nullable Allocation nearest(long address) {
    Allocation best = null;
    for (Allocation allocation : allocations) {
      if (best == null || distance(allocation, address) < distance(best, address)) {
        best = allocation;
      }
    }
    return best;
  }

  private static long distance(Allocation allocation, long address) {
    return address < allocation.address()
        ? allocation.address() - address
        : Math.max(0, address - allocation.end());
  }

  /** Accounts executed warp instructions. */
  void spend(long count, FragmentScheduler scheduler) {
    if (steps.addAndGet(count) > geometry.stepBudget()) {
      throw KernelFault.at(
          DeviceFault.Kind.STEP_BUDGET,
          program.kernel().name(),
          program.instruction(scheduler.position()),
          "did not finish in " + geometry.stepBudget() + " warp instructions");
    }
  }

  /**
   * Runs blocks.
   *
   * @param blocks linear indices in the order in which they start
   * @throws KernelFault the fault of the earliest block in that order
   */
  void run(long[] blocks) {
    int first = printed.reserve(blocks.length);
    boolean alone = program.communicates() || sanitizing() || geometry.threads() == 1;
    if (alone) {
      runInTurns(blocks, first, program.communicates() ? geometry.resident() : 1);
    } else {
      runInParallel(blocks, first);
    }
  }

  private void runInTurns(long[] blocks, int first, int resident) {
    Deque<BlockMemory> free = new ArrayDeque<>();
    List<BlockMemory> all = new ArrayList<>();
    Deque<BlockExecution> running = new ArrayDeque<>();
    try {
      int next = 0;
      while (next < blocks.length || !running.isEmpty()) {
        if (next < blocks.length && running.size() < resident) {
          if (free.isEmpty()) {
            BlockMemory memory = new BlockMemory(this);
            all.add(memory);
            free.add(memory);
          }
          running.addLast(new BlockExecution(this, blocks[next], first + next, free.removeLast()));
          next++;
          turn(running, free, running.size());
        } else {
          turn(running, free, 1);
        }
      }
    } finally {
      all.forEach(BlockMemory::close);
    }
  }

  /** Gives a turn to the block at the end (the newest) or at the front of the queue. */
  private static void turn(Deque<BlockExecution> running, Deque<BlockMemory> free, int position) {
    BlockExecution block = position == 1 ? running.removeFirst() : running.removeLast();
    if (block.turn()) {
      free.add(block.memory());
    } else {
      running.addLast(block);
    }
  }

  private void runInParallel(long[] blocks, int first) {
    int count = Math.max(1, Math.min(geometry.threads(), blocks.length));
    List<Thread> threads = new ArrayList<>();
    for (int k = 1; k < count; k++) {
      Thread thread = new Thread(() -> work(blocks, first), "emulated-sm-" + k);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    work(blocks, first);
    for (Thread thread : threads) {
      join(thread);
    }
    if (failure != null) {
      throw new IllegalStateException("the emulator failed in " + program.kernel().name(), failure);
    }
    if (fault != null) {
      printed.end(first + firstFault.get());
      throw fault;
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs blocks until none is left, or an earlier one had a fault. */
  private void work(long[] blocks, int first) {
    try (BlockMemory own = new BlockMemory(this)) {
      for (int k = nextBlock.getAndIncrement();
          k < blocks.length && k < firstFault.get();
          k = nextBlock.getAndIncrement()) {
        BlockExecution block = new BlockExecution(this, blocks[k], first + k, own);
        try {
          while (!block.turn()) {}
        } catch (KernelFault e) {
          report(k, e);
        }
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private synchronized void report(int position, KernelFault found) {
    if (position < firstFault.get()) {
      firstFault.set(position);
      fault = found;
    }
  }

  private synchronized void fail(Throwable found) {
    failure = found;
    firstFault.set(-1);
  }
}
