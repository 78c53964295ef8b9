package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Blocks all over the grid beside those of a sample: they tell whether a wave from the middle
 * stands for all, and count instead of it where it does not.
 *
 * <p>A few run first. Where one costs another amount than the sample's blocks do on average, more
 * do. Their mean then replaces the sample's if the two differ by more than chance: the standard
 * error is that of the means of equal parts of the sequence, each of which lies evenly in the grid.
 */
final class Spread {
  private static final int FEW = 16;
  private static final int FEWEST = 2;
  private static final int MOST = 256;

  /** The few are at most a quarter, and the many half, of the blocks that are counted. */
  private static final int FEW_PART = 4;

  private static final int MANY_PART = 2;

  private static final int BATCHES = 8;
  private static final double NEGLIGIBLE = 0.01;

  /** By how much the means must differ: as much as sampled counts are trusted to. */
  private static final double TRUSTED = 0.03;

  private static final double STANDARD_ERRORS = 3;

  /** What blocks may differ in. */
  private static final List<ToLongFunction<Tally>> COSTS =
      List.of(
          counts -> counts.get(Counter.WARP_INSTRUCTIONS),
          counts -> counts.get(Counter.GLOBAL_LOAD_SECTORS),
          counts -> counts.get(Counter.GLOBAL_STORE_SECTORS));

  private final KernelShape shape;
  private final int few;
  private final int many;
  private final List<Long> blocks;
  private final Set<Long> members;
  private final Map<Long, BlockSums> ran = new ConcurrentHashMap<>();

  Spread(KernelShape shape, BlockSample sample) {
    int counted = sample.counted().size();
    this.shape = shape;
    this.blocks = sample.complete() ? List.of() : GridPoints.of(sample.grid(), MOST);
    this.many = Math.min(blocks.size(), Math.max(BATCHES, counted / MANY_PART));
    this.few = Math.min(many, Math.max(FEWEST, Math.min(FEW, counted / FEW_PART)));
    this.members = Set.copyOf(blocks);
  }

  /** Adds the blocks that ran with another sample of the same grid. */
  void addAll(Spread other) {
    ran.putAll(other.ran);
  }

  /** Adds a block that ran, if it is one of these; from any thread. */
  void ran(long linearBlock, BlockCounter block) {
    if (members.contains(linearBlock)) {
      BlockSums one = new BlockSums(shape);
      one.add(block);
      ran.put(linearBlock, one);
    }
  }

  /** Returns blocks that should run yet to compare them with a sample; ask again when they have. */
  List<Long> wanted(BlockSums sample) {
    List<Long> first = missing(few);
    return first.isEmpty() && COSTS.stream().anyMatch(cost -> vary(cost, sample))
        ? missing(many)
        : first;
  }

  /** Returns what these blocks did if a sample does not stand for the grid. */
  Optional<BlockSums> insteadOf(BlockSums sample) {
    if (many == 0
        || !missing(many).isEmpty()
        || COSTS.stream().noneMatch(cost -> differ(cost, sample))) {
      return Optional.empty();
    }
    BlockSums sums = new BlockSums(shape);
    blocks.subList(0, many).forEach(block -> sums.add(figures(block)));
    return Optional.of(sums);
  }

  private BlockSums figures(long block) {
    return Objects.requireNonNull(ran.get(block));
  }

  private List<Long> missing(int count) {
    return blocks.subList(0, count).stream().filter(block -> !ran.containsKey(block)).toList();
  }

  /** Tells whether any of the few costs another amount than a sample's blocks do on average. */
  private boolean vary(ToLongFunction<Tally> cost, BlockSums sample) {
    double expected = expected(cost, sample);
    return Arrays.stream(costs(cost, few))
        .anyMatch(value -> Math.abs(value - expected) > NEGLIGIBLE * expected);
  }

  /** Tells whether the mean cost is another than a sample's, by more than chance. */
  private boolean differ(ToLongFunction<Tally> cost, BlockSums sample) {
    double expected = expected(cost, sample);
    double[] costs = costs(cost, many);
    double difference = Math.abs(mean(costs) - expected);
    return difference > TRUSTED * expected && difference > STANDARD_ERRORS * error(costs);
  }

  private static double expected(ToLongFunction<Tally> cost, BlockSums sample) {
    return (double) cost.applyAsLong(sample.counts) / sample.blocks();
  }

  private double[] costs(ToLongFunction<Tally> cost, int count) {
    return blocks.subList(0, count).stream()
        .mapToDouble(block -> cost.applyAsLong(figures(block).counts))
        .toArray();
  }

  private static double mean(double... values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Returns the standard error of the mean of values that come evenly from all over the grid. */
  private static double error(double... costs) {
    int batches = Math.min(BATCHES, costs.length);
    double[] means = new double[batches];
    for (int i = 0; i < batches; i++) {
      int to = (i + 1) * costs.length / batches;
      means[i] = mean(Arrays.copyOfRange(costs, i * costs.length / batches, to));
    }
    double mean = mean(means);
    double squares = Arrays.stream(means).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (batches - 1) / batches);
  }
}
