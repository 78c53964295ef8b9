package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Dim3;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Which thread blocks of a grid run and which of them are counted.
 *
 * <p>Residency waves of contiguous blocks while they are affordable. Where one wave is too much
 * work, a <i>slice</i>: a rectangle of neighbouring blocks from the middle of the grid, from whose
 * sharing of data the traffic of a whole wave is derived.
 *
 * @param grid of the launch
 * @param residency blocks that the GPU holds at once
 * @param warming blocks that run first, uncounted, to warm L2; ascending
 * @param counted blocks that are counted; ascending
 * @param slice the counted blocks are less than a wave: a rectangle of the grid
 * @param probes blocks that run too, uncounted, to tell what the others read
 */
public record BlockSample(
    Dim3 grid,
    int residency,
    List<Long> warming,
    List<Long> counted,
    boolean slice,
    List<Long> probes) {
  private static final int SMALLEST_SLICE = 4;

  /** Probes take half of the work at most. */
  private static final int PROBED = 2;

  /** Makes a sample without probes. */
  public BlockSample(
      Dim3 grid, int residency, List<Long> warming, List<Long> counted, boolean slice) {
    this(grid, residency, warming, counted, slice, List.of());
  }

  /** Checks that something is counted and copies. */
  public BlockSample {
    if (counted.isEmpty() || residency < 1) {
      throw new IllegalArgumentException(
          counted.size() + " counted blocks, residency " + residency + ": 1 or more expected");
    }
    warming = List.copyOf(warming);
    counted = List.copyOf(counted);
    probes = List.copyOf(probes);
  }

  /**
   * Chooses blocks.
   *
   * @param residency blocks that the GPU holds at once: SMs × blocks per SM
   * @param cost runs one block and returns its warp instructions; called at most once, and only to
   *     sample. The block may be in the sample or not; it need not run again
   */
  public static BlockSample of(
      BlockSelection selection, Dim3 grid, int residency, LongUnaryOperator cost) {
    return selection.match(
        all -> whole(grid, residency),
        listed -> new BlockSample(grid, residency, List.of(), listed.indices(), false),
        sampled -> sampled(sampled, grid, residency, cost));
  }

  /** Returns a sample of one block. */
  public static BlockSample one(Dim3 grid, int residency, long block) {
    return new BlockSample(grid, residency, List.of(), List.of(block), false);
  }

  /** Returns the blocks to run, warming ones first. */
  public List<Long> toRun() {
    Set<Long> run = new LinkedHashSet<>(warming);
    run.addAll(counted);
    run.addAll(probes);
    return List.copyOf(run);
  }

  /** Tells whether every block of the grid is counted. */
  public boolean complete() {
    return counted.size() == grid.count();
  }

  /** Returns one line for people, such as {@code 1056 of 4096 blocks after 1056 warming L2}. */
  public String description() {
    if (complete()) {
      return "all " + grid.count() + " blocks";
    }
    String of = counted.size() + " of " + grid.count() + " blocks";
    if (slice) {
      return of + " (less than a wave of " + residency + ": L2 traffic scaled by what they share)";
    }
    return warming.isEmpty() ? of : of + " after " + warming.size() + " that warm L2";
  }

  private static BlockSample whole(Dim3 grid, int residency) {
    return new BlockSample(grid, residency, List.of(), range(0, grid.count()), false);
  }

  private static BlockSample sampled(
      BlockSelection.SampledWaves waves, Dim3 grid, int residency, LongUnaryOperator cost) {
    long blocks = grid.count();
    long needed = (1L + waves.counted()) * residency;
    if (blocks <= SMALLEST_SLICE) {
      return whole(grid, residency);
    }
    long perBlock = Math.max(1, cost.applyAsLong(blocks / 2));
    long affordable = Math.max(SMALLEST_SLICE, waves.targetWarpInstructions() / perBlock);
    if (blocks <= Math.min(needed, affordable)) {
      return whole(grid, residency);
    }
    long run = Math.min(Math.min(needed, blocks), affordable) / residency * residency;
    if (run > 0) {
      long first = (blocks - run) / 2;
      long warming = run > residency ? residency : 0;
      return new BlockSample(
          grid,
          residency,
          range(first, warming),
          range(first + warming, run - warming),
          false,
          probes(grid, affordable));
    }
    List<Long> probes = probes(grid, affordable);
    long most = Math.min(affordable - probes.size(), Math.min(blocks, residency));
    return slice(grid, residency, most, probes);
  }

  private static List<Long> probes(Dim3 grid, long affordable) {
    List<Long> probes = new Probes(grid).all();
    return probes.size() <= affordable / PROBED ? probes : List.of();
  }

  private static BlockSample slice(Dim3 grid, int residency, long blocks, List<Long> probes) {
    int rows = (int) Math.min(grid.y(), Math.max(1, Math.floor(Math.sqrt((double) blocks))));
    int columns = (int) Math.min(grid.x(), blocks / rows);
    rows = (int) Math.min(grid.y(), blocks / columns);
    List<Long> counted = new ArrayList<>();
    long layer = (long) grid.x() * grid.y() * (grid.z() / 2);
    for (int row = 0; row < rows; row++) {
      long y = ((long) grid.y() - rows) / 2 + row;
      for (int column = 0; column < columns; column++) {
        counted.add(layer + y * grid.x() + (grid.x() - columns) / 2 + column);
      }
    }
    return new BlockSample(grid, residency, List.of(), counted, true, probes);
  }

  private static List<Long> range(long from, long count) {
    return LongStream.range(from, from + count).boxed().toList();
  }
}
