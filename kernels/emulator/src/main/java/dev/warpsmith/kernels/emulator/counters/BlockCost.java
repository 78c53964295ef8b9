package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/**
 * What one execution of a basic block by a warp costs, computed once per launch.
 *
 * <p>The critical path follows the dependencies within the basic block; ptxas may move a load up to
 * where its address is known, so program order adds nothing. Loads whose result is used in a later
 * basic block are <i>deferred</i>: they take their latency from whoever waits for them. A block of
 * a {@link StraightRun} takes what it makes the run longer.
 */
final class BlockCost {
  /** Which level of the memory hierarchy answers loads. */
  static final int L1 = 0;

  static final int L2 = 1;
  static final int DRAM = 2;

  private static final int LEVELS = 3;

  /** Counts per warp. */
  final Tally perWarp = new Tally();

  /** Counts per active lane. */
  final Tally perLane = new Tally();

  /** Clocks until the block's own results are there, by level. */
  final int[] path = new int[LEVELS];

  /** Clocks after which the last deferred load's result is there, by level. */
  final int[] deferred = new int[LEVELS];

  /** Part of {@link #path} that loads from global and local memory make longer. */
  final int[] memoryPart = new int[LEVELS];

  /** Part of {@link #path} that shared memory and transcendentals make longer. */
  final int sharedPart;

  /** Whether it has deferred loads. */
  final boolean defers;

  /** Whether it does more than compute addresses, so that deferred loads must have arrived. */
  final boolean waits;

  private final List<InstructionShape> shapes;
  private final List<InstructionCost> costs;
  private final int first;
  private final boolean[] used;
  private final GpuSpec.Latency latency;

  BlockCost(BasicBlockShape block, GpuSpec.Latency latency) {
    this(
        block.instructions(), costs(block.instructions()), 0, block.instructions().size(), latency);
  }

  /**
   * Finds the cost of some instructions after others.
   *
   * @param first of them
   * @param end after the last
   */
  private BlockCost(
      List<InstructionShape> shapes,
      List<InstructionCost> costs,
      int first,
      int end,
      GpuSpec.Latency latency) {
    this.latency = latency;
    this.shapes = shapes.subList(0, end);
    this.costs = costs;
    this.first = first;
    used = new boolean[shapes.size()];
    shapes.forEach(shape -> shape.dependsOn().forEach(producer -> used[producer] = true));
    boolean anyDeferred = false;
    for (int i = first; i < end; i++) {
      count(i);
      anyDeferred |= isDeferred(i);
    }
    defers = anyDeferred;
    waits = first == 0 && costs.stream().anyMatch(InstructionCost::consumes);
    int[] loads = {latency.l1(), latency.l2(), latency.dram()};
    int withoutLoads = longer(0, latency.shared());
    for (int level = L1; level < LEVELS; level++) {
      path[level] = longer(loads[level], latency.shared());
      deferred[level] = lastDeferred(loads[level], latency.shared());
      memoryPart[level] = path[level] - withoutLoads;
    }
    sharedPart = withoutLoads - longer(0, 0);
  }

  private static List<InstructionCost> costs(List<InstructionShape> shapes) {
    return shapes.stream().map(InstructionCost::new).toList();
  }

  /** Returns the costs of all blocks by index. */
  static BlockCost[] of(KernelShape kernel, GpuSpec.Latency latency) {
    BlockCost[] all =
        kernel.blocks().stream()
            .map(block -> new BlockCost(block, latency))
            .toArray(BlockCost[]::new);
    for (StraightRun run : kernel.runs()) {
      List<InstructionCost> costs = costs(run.instructions());
      int first = 0;
      for (int index : run.blocks()) {
        int end = first + kernel.blocks().get(index).instructions().size();
        all[index] = new BlockCost(run.instructions(), costs, first, end, latency);
        first = end;
      }
    }
    return all;
  }

  private boolean isDeferred(int index) {
    return costs.get(index).isLoad() && !used[index];
  }

  /** Returns when each result is there, in clocks after the block began. */
  private int[] ready(int loadCycles, int sharedCycles) {
    int[] ready = new int[shapes.size()];
    for (int i = 0; i < ready.length; i++) {
      ready[i] = start(i, ready) + costs.get(i).cycles(latency, loadCycles, sharedCycles);
    }
    return ready;
  }

  private int start(int index, int[] ready) {
    int start = 0;
    for (int producer : shapes.get(index).dependsOn()) {
      if (producer < index) {
        start = Math.max(start, ready[producer]);
      }
    }
    return start;
  }

  /** Returns by how many clocks these instructions end later than those before them. */
  private int longer(int loadCycles, int sharedCycles) {
    int[] ready = ready(loadCycles, sharedCycles);
    return until(shapes.size(), ready) - until(first, ready);
  }

  /** Returns when the instructions before one are all issued, and their own results there. */
  private int until(int end, int[] ready) {
    int longest = 0;
    int issued = 0;
    for (int i = 0; i < end; i++) {
      longest = Math.max(longest, isDeferred(i) ? start(i, ready) + 1 : ready[i]);
      issued += costs.get(i).issued();
    }
    return Math.max(issued, longest);
  }

  private int lastDeferred(int loadCycles, int sharedCycles) {
    int[] ready = ready(loadCycles, sharedCycles);
    int before = until(first, ready);
    int last = 0;
    for (int i = first; i < ready.length; i++) {
      last = isDeferred(i) ? Math.max(last, ready[i] - before) : last;
    }
    return last;
  }

  private void count(int index) {
    perWarp.add(Counter.WARP_INSTRUCTIONS, 1);
    perLane.add(Counter.THREAD_INSTRUCTIONS, 1);
    costs.get(index).pipes().forEach(perWarp::add);
    Operations.of(shapes.get(index).opcode())
        .ifPresent(
            operations ->
                (operations.perWarp() ? perWarp : perLane)
                    .add(operations.counter(), operations.count()));
  }
}
