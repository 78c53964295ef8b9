package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.emulator.counters.BlockSample;
import dev.warpsmith.kernels.emulator.counters.LaunchCounter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Runs a counted launch.
 *
 * <p>Where one block runs first to see what a block costs, it is counted like the others and not
 * run again: every block runs at most once, as blocks may work in place.
 */
final class CountedRun {
  private final Dim3 grid;
  private final int residency;
  private final long whole;
  private final Set<Long> run = new TreeSet<>();
  private long steps;
  private Optional<LaunchCounter> first = Optional.empty();

  /**
   * @param residency blocks that the GPU holds at once
   * @param whole about how many warp instructions all blocks may be to run instead of a sample
   */
  CountedRun(Dim3 grid, int residency, long whole) {
    this.grid = grid;
    this.residency = residency;
    this.whole = whole;
  }

  /** Runs blocks under a counter and returns their warp instructions. */
  interface Execution {
    long run(LaunchCounter counter, long[] blocks);
  }

  LaunchResult run(
      BlockSelection selection,
      Function<BlockSample, LaunchCounter> counters,
      Execution execution,
      PrintedOutput printed) {
    BlockSample sample = sample(selection, counters, execution);
    LaunchCounter counter =
        first.map(known -> known.continuedBy(sample)).orElseGet(() -> counters.apply(sample));
    run(sample.toRun(), counter, execution);
    if (selection instanceof BlockSelection.SampledWaves) {
      for (List<Long> more = counter.wanted(); !more.isEmpty(); more = counter.wanted()) {
        run(more, counter, execution);
      }
    }
    return new LaunchResult.Completed(
        new LaunchRecord(
            grid.count(), run.size(), steps, Optional.of(counter.finish()), printed.printed()));
  }

  private BlockSample sample(
      BlockSelection selection,
      Function<BlockSample, LaunchCounter> counters,
      Execution execution) {
    if (whole == 0 || !(selection instanceof BlockSelection.SampledWaves)) {
      return BlockSample.of(selection, grid, residency, block -> probe(block, counters, execution));
    }
    long cost = probe(grid.count() / 2, counters, execution);
    return BlockSample.of(
        (double) cost * grid.count() <= whole ? BlockSelection.all() : selection,
        grid,
        residency,
        block -> cost);
  }

  private void run(List<Long> blocks, LaunchCounter counter, Execution execution) {
    long[] fresh = blocks.stream().filter(run::add).mapToLong(Long::longValue).toArray();
    if (fresh.length > 0) {
      steps += execution.run(counter, fresh);
    }
  }

  private long probe(
      long block, Function<BlockSample, LaunchCounter> counters, Execution execution) {
    LaunchCounter counter = counters.apply(BlockSample.one(grid, residency, block));
    first = Optional.of(counter);
    run(List.of(block), counter, execution);
    return steps;
  }
}
