package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts what one thread block does, and hands it in when the block has ended. */
final class BlockCounter implements BlockObserver {
  /** Clocks of a loop that adds to a float in shared memory, all warps busy (MODEL.md, atomics). */
  private static final int SWAP_LOOP_WAVEFRONTS = 13;

  private final BlockCost[] costs;
  private final WarpReplay replay;
  private final Timeline timeline;
  private final Coalescer[] coalescers;
  private final SharedPattern[] patterns;

  final Tally counts = new Tally();

  /** Executions by basic block. */
  final long[] executions;

  /** Sum of active lanes over executions, by basic block. */
  private final long[] lanes;

  /** Sectors of global and local memory, or wavefronts of shared memory, by access site. */
  final long[] siteCost;

  final AccessStream stream = new AccessStream();

  private final Consumer<BlockCounter> ended;
  private final AtomicPasses atomics;
  private final Map<Integer, int[]> turnsBySite = new HashMap<>();
  private final int warps;
  private int warp;

  /**
   * @param atomics where the block's work for L2's atomic units is added
   */
  BlockCounter(
      KernelShape shape,
      BlockCost[] costs,
      int warps,
      long l1Bytes,
      AtomicPasses atomics,
      Consumer<BlockCounter> ended) {
    this.ended = ended;
    this.warps = warps;
    this.atomics = atomics;
    this.costs = costs;
    this.timeline = new Timeline(costs, warps);
    this.replay = new WarpReplay(warps, new SectoredCache(l1Bytes, 8), timeline, counts, stream);
    this.coalescers = new Coalescer[shape.sites().size()];
    this.patterns = new SharedPattern[shape.sites().size()];
    this.executions = new long[shape.blocks().size()];
    this.lanes = new long[shape.blocks().size()];
    this.siteCost = new long[shape.sites().size()];
  }

  @Override
  public void warp(int newWarp) {
    warp = newWarp;
  }

  @Override
  public void basicBlock(int blockIndex, int mask) {
    replay.enter(warp, blockIndex);
    executions[blockIndex]++;
    lanes[blockIndex] += Integer.bitCount(mask);
  }

  @Override
  public void global(AccessSite site, int mask, long[] addressByLane, long offset) {
    if (mask == 0) {
      return;
    }
    Coalescer access = coalescer(site);
    access.access(mask, addressByLane, offset);
    int active = Integer.bitCount(mask);
    siteCost[site.id()] += access.sectors();
    add(Counter.GLOBAL_WAVEFRONTS, access.wavefronts());
    switch (site.kind()) {
      case LOAD, ASYNC_COPY -> {
        add(Counter.GLOBAL_LOAD_REQUESTS, 1);
        add(Counter.GLOBAL_LOAD_SECTORS, access.sectors());
        add(Counter.GLOBAL_LOAD_BYTES, (long) active * site.bytesPerLane());
        log(access, cachedInL1(site) ? WarpLog.LOAD : WarpLog.UNCACHED_LOAD);
      }
      case STORE -> {
        add(Counter.GLOBAL_STORE_REQUESTS, 1);
        add(Counter.GLOBAL_STORE_SECTORS, access.sectors());
        add(Counter.GLOBAL_STORE_BYTES, (long) active * site.bytesPerLane());
        add(Counter.GLOBAL_STORE_LINES, access.lines());
        store(access);
      }
      case ATOMIC, REDUCTION -> {
        add(Counter.GLOBAL_ATOMIC_REQUESTS, 1);
        add(Counter.GLOBAL_ATOMIC_SECTORS, access.sectors());
        add(Counter.GLOBAL_ATOMIC_LANES, active);
        atomics.add(mask, addressByLane, offset, site.bytesPerLane(), site.atomic());
        log(access, WarpLog.ATOMIC);
      }
    }
  }

  @Override
  public void shared(AccessGroup group, int mask, long[] offsetByLane) {
    if (mask == 0) {
      return;
    }
    SharedPattern pattern = patterns[group.id()];
    if (pattern == null) {
      pattern = new SharedPattern();
      patterns[group.id()] = pattern;
    }
    pattern.match(mask, offsetByLane);
    List<AccessGroup.Member> members = group.members();
    for (int i = 0; i < members.size(); i++) {
      AccessGroup.Member member = members.get(i);
      if (member.bytes() > 0 && isInstruction(member)) {
        AccessSite site = member.site();
        int wavefronts = pattern.wavefronts(member.bytes(), member.offset());
        int passes = isAtomic(site) ? atomic(site, mask, offsetByLane, wavefronts) : wavefronts;
        shared(site, passes, Banks.fewest(mask, member.bytes()));
      }
    }
  }

  /** Tells whether this execution is a machine instruction, and else takes it off the count. */
  private boolean isInstruction(AccessGroup.Member member) {
    if (member.every() == 1) {
      return true;
    }
    int site = member.site().id();
    int[] turns = turnsBySite.computeIfAbsent(site, id -> new int[warps]);
    boolean first = turns[warp]++ % member.every() == 0;
    if (!first) {
      add(Counter.PIPE_LSU, -1);
      add(Counter.PIPE_UNIFORM, 1);
    }
    return first;
  }

  private static boolean isAtomic(AccessSite site) {
    return site.kind() == AccessSite.Kind.ATOMIC || site.kind() == AccessSite.Kind.REDUCTION;
  }

  /**
   * Returns the passes of an atomic on shared memory: lanes that name one word take turns. There is
   * no unit for floating point, so that a turn is a loop of compare-and-swap.
   */
  private static int atomic(AccessSite site, int mask, long[] offsetByLane, int wavefronts) {
    return switch (site.atomic()) {
      case NONE, JOINED -> wavefronts;
      case INTEGER -> Math.max(wavefronts, turns(site, mask, offsetByLane));
      case FLOATING_POINT ->
          Math.max(wavefronts, SWAP_LOOP_WAVEFRONTS * turns(site, mask, offsetByLane));
    };
  }

  private static int turns(AccessSite site, int mask, long[] offsetByLane) {
    return AtomicPasses.mostOnOneWord(mask, offsetByLane, site.bytesPerLane());
  }

  private void shared(AccessSite site, int wavefronts, int fewest) {
    siteCost[site.id()] += wavefronts;
    add(Counter.SHARED_BANK_CONFLICTS, Math.max(0, wavefronts - fewest));
    switch (site.kind()) {
      case LOAD -> {
        add(Counter.SHARED_LOAD_REQUESTS, 1);
        add(Counter.SHARED_LOAD_WAVEFRONTS, wavefronts);
      }
      case STORE, ASYNC_COPY -> {
        add(Counter.SHARED_STORE_REQUESTS, 1);
        add(Counter.SHARED_STORE_WAVEFRONTS, wavefronts);
      }
      case ATOMIC, REDUCTION -> {
        add(Counter.SHARED_ATOMIC_REQUESTS, 1);
        add(Counter.SHARED_ATOMIC_WAVEFRONTS, wavefronts);
      }
    }
  }

  /**
   * Local memory is laid out so that lanes with the same offset stand side by side: such an access
   * is as many sectors as its lanes' bytes fill. It is taken to hit L1.
   */
  @Override
  public void local(AccessSite site, int mask, long[] offsetByLane) {
    if (mask == 0) {
      return;
    }
    long sectors = (Integer.bitCount(mask) * (long) site.bytesPerLane() + 31) / 32;
    siteCost[site.id()] += sectors;
    add(Counter.GLOBAL_WAVEFRONTS, (sectors + 3) / 4);
    if (site.kind() == AccessSite.Kind.LOAD) {
      add(Counter.LOCAL_LOAD_SECTORS, sectors);
      add(Counter.L1_LOAD_SECTORS, sectors);
      add(Counter.L1_LOAD_HITS, sectors);
    } else {
      add(Counter.LOCAL_STORE_SECTORS, sectors);
    }
  }

  @Override
  public void branch(int blockIndex, int takenMask, int notTakenMask) {
    add(Counter.BRANCHES, 1);
    if (takenMask == 0 || notTakenMask == 0) {
      add(Counter.UNIFORM_BRANCHES, 1);
    }
  }

  @Override
  public void barrier(int mask) {
    add(Counter.BARRIERS, 1);
    replay.barrier(warp);
  }

  @Override
  public void warpEnded() {
    replay.end(warp);
  }

  @Override
  public void blockEnded() {
    replay.replay();
    for (int i = 0; i < executions.length; i++) {
      counts.add(costs[i].perWarp, executions[i]);
      counts.add(costs[i].perLane, lanes[i]);
    }
    add(Counter.CRITICAL_CYCLES_L2, timeline.criticalCycles(BlockCost.L2));
    add(Counter.CRITICAL_CYCLES_DRAM, timeline.criticalCycles(BlockCost.DRAM));
    add(Counter.BARRIER_WAIT_CYCLES, timeline.barrierWait());
    add(Counter.MEMORY_WAIT_CYCLES, timeline.memoryWait());
    add(Counter.SHARED_WAIT_CYCLES, timeline.sharedWait());
    add(Counter.WARP_CYCLES, timeline.warpCycles());
    ended.accept(this);
  }

  private Coalescer coalescer(AccessSite site) {
    Coalescer found = coalescers[site.id()];
    if (found == null) {
      found = new Coalescer(site.bytesPerLane());
      coalescers[site.id()] = found;
    }
    return found;
  }

  private void log(Coalescer access, int kind) {
    for (int i = 0; i < access.lines(); i++) {
      replay.access(warp, kind, access.line(i), access.sectorMask(i));
    }
  }

  private void store(Coalescer access) {
    for (int i = 0; i < access.lines(); i++) {
      replay.store(warp, access.line(i), access.sectorMask(i), access.words(i));
    }
  }

  private static boolean cachedInL1(AccessSite site) {
    return switch (site.cacheOperator()) {
      case "cg", "cv" -> false;
      default -> site.kind() == AccessSite.Kind.LOAD;
    };
  }

  private void add(Counter counter, long amount) {
    counts.add(counter, amount);
  }
}
