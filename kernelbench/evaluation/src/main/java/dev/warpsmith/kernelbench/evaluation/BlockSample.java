package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Runs the first, the last and random thread blocks of one launch: a few to see what a block costs,
 * then as many more as a number of warp instructions allows, none twice.
 *
 * @param blocks of the whole grid
 * @param run thread blocks that ran
 * @param fault what stopped it, if anything did
 */
record BlockSample(long blocks, long run, Optional<DeviceFault> fault) {
  private static final int FIRST_BATCH = 8;
  private static final int MOST_LISTED = 4096;

  /** Tells whether every block ran. */
  boolean complete() {
    return run == blocks;
  }

  static BlockSample run(
      LoadedModule module, KernelLaunch launch, long instructions, long stepBudget, long seed) {
    long blocks = launch.grid().count();
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Long> chosen = new TreeSet<>(List.of(0L, blocks - 1));
    add(chosen, Math.min(blocks, FIRST_BATCH), blocks, random);
    List<Long> first = List.copyOf(chosen);
    LaunchResult result = launch(module, launch, first, stepBudget, seed);
    if (result instanceof LaunchResult.Faulted faulted) {
      return new BlockSample(blocks, 0, Optional.of(faulted.fault()));
    }
    LaunchRecord record = ((LaunchResult.Completed) result).record();
    if (record.blocksRun() == blocks) {
      return new BlockSample(blocks, blocks, Optional.empty());
    }
    long cost = Math.max(1, record.warpInstructions() / first.size());
    long more = Math.min(blocks - first.size(), instructions / cost);
    if (more < 1) {
      return new BlockSample(blocks, first.size(), Optional.empty());
    }
    List<Long> second = second(chosen, first, more, blocks, random);
    return launch(module, launch, second, stepBudget, seed)
        .match(
            completed ->
                new BlockSample(blocks, (long) first.size() + second.size(), Optional.empty()),
            faulted -> new BlockSample(blocks, first.size(), Optional.of(faulted.fault())));
  }

  private static List<Long> second(
      TreeSet<Long> chosen, List<Long> first, long more, long blocks, SplittableRandom random) {
    long wanted = first.size() + more;
    if (wanted == blocks) {
      for (long block = 0; block < blocks; block++) {
        chosen.add(block);
      }
    } else {
      add(chosen, Math.min(wanted, MOST_LISTED), blocks, random);
    }
    List<Long> second = new ArrayList<>(chosen);
    second.removeAll(List.copyOf(first));
    return second;
  }

  private static void add(TreeSet<Long> chosen, long count, long blocks, SplittableRandom random) {
    while (chosen.size() < count) {
      chosen.add(random.nextLong(blocks));
    }
  }

  private static LaunchResult launch(
      LoadedModule module, KernelLaunch launch, List<Long> blocks, long stepBudget, long seed) {
    return module.launch(
        launch,
        LaunchOptions.compute()
            .with(new BlockSelection.Listed(blocks))
            .withSeed(seed)
            .withStepBudget(stepBudget));
  }
}
