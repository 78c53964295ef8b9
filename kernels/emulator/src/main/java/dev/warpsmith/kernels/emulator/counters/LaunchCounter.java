package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchCounters.Sampling;
import dev.warpsmith.kernels.device.Occupancy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Counts one launch.
 *
 * <p>Make one per launch, pass it to the emulator as its observer, run the blocks of its {@link
 * BlockSample}, then {@link #finish}. The counts are a function of what ran, whichever threads ran
 * it.
 */
public final class LaunchCounter implements LaunchObserver {
  private static final double NOTHING_SHARED = 0.99;

  private final KernelShape shape;
  private final BlockSample sample;
  private final L2Cache l2;
  private final boolean steady;
  private final long l1BytesPerBlock;
  private final BlockCost[] costs;
  private final Set<Long> counted;

  /** The blocks of the sample, whose accesses are kept. */
  private final Set<Long> sampled;

  private final Map<Long, AccessStream> streams = new ConcurrentHashMap<>();
  private final BlockSums sums;
  private final Spread spread;
  private final AtomicPasses atomics = new AtomicPasses();

  /** Whether blocks share what they read, so that DRAM reads could not be taken from a sample. */
  private boolean shared;

  /**
   * @param l2 of the device; it keeps what this launch leaves in it
   * @param steady whether the launch is one of many of its like, back to back
   */
  public LaunchCounter(
      GpuSpec gpu,
      KernelShape shape,
      Occupancy occupancy,
      BlockSample sample,
      L2Cache l2,
      boolean steady) {
    this(
        shape,
        sample,
        l2,
        steady,
        occupancy.l1Bytes(gpu) / Math.max(1, occupancy.blocksPerSm()),
        BlockCost.of(shape, gpu.latency()));
  }

  private LaunchCounter(
      KernelShape shape,
      BlockSample sample,
      L2Cache l2,
      boolean steady,
      long l1BytesPerBlock,
      BlockCost... costs) {
    this.shape = shape;
    this.sample = sample;
    this.l2 = l2;
    this.steady = steady;
    this.l1BytesPerBlock = l1BytesPerBlock;
    this.costs = costs;
    this.counted = Set.copyOf(sample.counted());
    this.sampled = sample.complete() ? counted : Set.copyOf(sample.toRun());
    this.sums = new BlockSums(shape);
    this.spread = new Spread(shape, sample);
  }

  /**
   * Returns a counter of another sample of the same launch that knows the one block counted so far:
   * it need not, and where a block works in place must not, run again.
   *
   * @throws IllegalStateException if this counts more than one block
   */
  public LaunchCounter continuedBy(BlockSample other) {
    if (sample.counted().size() != 1) {
      throw new IllegalStateException(
          shape.kernel() + ": " + sample.counted().size() + " blocks counted, 1 expected");
    }
    LaunchCounter next = new LaunchCounter(shape, other, l2, steady, l1BytesPerBlock, costs);
    next.streams.putAll(streams);
    next.spread.addAll(spread);
    if (next.counted.containsAll(counted)) {
      next.sums.add(sums);
      next.atomics.addAll(atomics);
    }
    return next;
  }

  @Override
  public BlockObserver blockStarted(long linearBlock, int warps) {
    return new BlockCounter(
        shape,
        costs,
        warps,
        l1BytesPerBlock,
        counted.contains(linearBlock) ? atomics : new AtomicPasses(),
        block -> ended(linearBlock, block));
  }

  private void ended(long linearBlock, BlockCounter block) {
    block.stream.trim();
    if (sampled.contains(linearBlock)) {
      streams.put(linearBlock, block.stream);
    }
    spread.ran(linearBlock, block);
    if (counted.contains(linearBlock)) {
      synchronized (sums) {
        sums.add(block);
      }
    }
  }

  /**
   * Returns further blocks that should run to tell whether the sample, which has run, stands for
   * the grid; ask again when they have, until there are none.
   */
  public List<Long> wanted() {
    return spread.wanted(sums);
  }

  /**
   * Replays L2 and returns the launch's counts.
   *
   * @throws IllegalStateException if a block of the sample did not run
   */
  public LaunchCounters finish() {
    double grid = sample.grid().count();
    Optional<BlockSums> other = spread.insteadOf(sums);
    BlockSums blocks = other.orElse(sums);
    double scale = grid / blocks.blocks();
    Map<Counter, Double> values = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      values.put(counter, scale * blocks.counts.get(counter));
    }
    double sampleScale = grid / sums.blocks();
    Traffic traffic = traffic(sampleScale);
    double reads = sampleScale * perBlock(blocks, BlockSums::readSectors);
    double writes = sampleScale * perBlock(blocks, BlockSums::writeSectors);
    values.put(Counter.L2_READ_SECTORS, reads * traffic.readSectors());
    values.put(Counter.L2_READ_HITS, reads * traffic.readHits());
    values.put(Counter.L2_WRITE_SECTORS, writes * traffic.writeSectors());
    values.put(Counter.L2_WRITE_HITS, writes * traffic.writeSectors());
    values.put(Counter.DRAM_READ_BYTES, 32 * reads * traffic.dramReadSectors());
    values.put(Counter.DRAM_WRITE_BYTES, 32 * writes * traffic.dramWriteSectors());
    double lanes = perBlock(blocks, of -> of.counts.get(Counter.GLOBAL_ATOMIC_LANES));
    values.put(Counter.ATOMIC_CYCLES, sampleScale * lanes * atomics.clocks());
    l2.touched(reads * traffic.footprintBytes());
    return new LaunchCounters(
        values,
        new Sampling(
            sample.grid().count(),
            sample.counted().size(),
            sample.warming().size(),
            sample.description()
                + (shared ? "; DRAM reads derived for all blocks" : "")
                + other.map(this::difference).orElse("")),
        HotSpots.of(shape, blocks, scale));
  }

  /** Returns how many times as much of something these blocks do each as the sample's. */
  private double perBlock(BlockSums blocks, ToLongFunction<BlockSums> amount) {
    long sampled = amount.applyAsLong(sums);
    return sampled == 0 || blocks == sums
        ? 1
        : (double) amount.applyAsLong(blocks)
            / blocks.blocks()
            / ((double) sampled / sums.blocks());
  }

  private String difference(BlockSums blocks) {
    return String.format(
        Locale.ROOT,
        "; blocks differ by their place: %d all over the grid counted instead (instructions %.2fx,"
            + " sectors loaded %.2fx, stored %.2fx)",
        blocks.blocks(),
        perBlock(blocks, of -> of.counts.get(Counter.WARP_INSTRUCTIONS)),
        perBlock(blocks, of -> of.counts.get(Counter.GLOBAL_LOAD_SECTORS)),
        perBlock(blocks, of -> of.counts.get(Counter.GLOBAL_STORE_SECTORS)));
  }

  private Traffic traffic(double scale) {
    if (steady && sample.complete()) {
      return steadyTraffic();
    }
    boolean cold = l2.empty();
    Traffic sampled = sample.slice() ? sliceTraffic() : waveTraffic();
    Traffic traffic = cold && !sample.probes().isEmpty() ? derived(sampled) : sampled;
    boolean stays = scale * traffic.footprintBytes() <= l2.bytes();
    return steady && stays ? traffic.withinL2() : traffic;
  }

  /** Replays the launch twice and counts the second time. */
  private Traffic steadyTraffic() {
    L2Replay replay = new L2Replay(l2.cache());
    replay.waves(streams(sample.counted()), sample.residency());
    replay.forgetCountsOnly();
    replay.waves(streams(sample.counted()), sample.residency());
    return replay.pause();
  }

  private Traffic waveTraffic() {
    if (!sample.complete()) {
      l2.beforeSample();
    }
    L2Replay replay = new L2Replay(l2.cache());
    replay.waves(streams(sample.warming()), sample.residency());
    replay.forgetCounts();
    replay.waves(streams(sample.counted()), sample.residency());
    return replay.finish();
  }

  /**
   * Replays a slice in an L2 that is smaller as the slice is smaller than a wave, then corrects
   * first reads for the blocks that would share them.
   */
  private Traffic sliceTraffic() {
    int count = sample.counted().size();
    List<AccessStream> streams = streams(sample.counted());
    L2Cache part = l2.part((double) count / sample.residency());
    L2Replay replay = new L2Replay(part.cache());
    replay.waves(streams, sample.residency());
    Traffic traffic = replay.finish();
    Sharing sharing = new Sharing(sample, streams);
    double again = Math.max(0, traffic.wantedSectors() - sharing.sectors());
    double first = sharing.sectorsPerBlockOfWave() * count;
    double gridSectors = sharing.sectorsOfGrid();
    if (32 * gridSectors <= l2.bytes()) {
      first = gridSectors * count / sample.grid().count();
      again = 0;
    }
    double dram = Math.min(traffic.readSectors(), first + again);
    l2.clear();
    return traffic.wanting(
        dram, 32 * (gridSectors * count / sample.grid().count() + traffic.writeSectors()));
  }

  /** Corrects what DRAM gives for what all blocks of the grid share, where that can be told. */
  private Traffic derived(Traffic sampled) {
    return GridReads.of(sample.grid(), streams).map(grid -> derived(grid, sampled)).orElse(sampled);
  }

  private Traffic derived(GridReads grid, Traffic sampled) {
    int count = sample.counted().size();
    OptionalDouble missRate =
        grid.missRate(
            l2.bytes(), L2Cache.ASSOCIATIVITY, sample.residency(), sampled.writeSectors() / count);
    if (missRate.isEmpty()) {
      return sampled;
    }
    shared = missRate.getAsDouble() < NOTHING_SHARED;
    double first = missRate.getAsDouble() * grid.perBlock() * count;
    double again =
        grid.again() ? Math.max(0, sampled.wantedSectors() - distinct(sample.counted())) : 0;
    double dram = Math.min(sampled.readSectors(), first + again);
    return sampled.wanting(dram, 32 * (dram + sampled.writeSectors()));
  }

  /** Returns the distinct sectors that blocks read. */
  private double distinct(List<Long> blocks) {
    Map<Long, Integer> lines = new HashMap<>();
    for (AccessStream stream : streams(blocks)) {
      for (int i = 0; i < stream.size(); i++) {
        if (!stream.isWrite(i)) {
          lines.merge(stream.line(i), stream.sectors(i), (a, b) -> a | b);
        }
      }
    }
    return lines.values().stream().mapToInt(Integer::bitCount).sum();
  }

  private List<AccessStream> streams(List<Long> indices) {
    return indices.stream().map(this::stream).toList();
  }

  private AccessStream stream(long index) {
    AccessStream stream = streams.get(index);
    if (stream == null) {
      throw new IllegalStateException(
          shape.kernel() + ": block " + index + " of the sample did not run");
    }
    return stream;
  }
}
