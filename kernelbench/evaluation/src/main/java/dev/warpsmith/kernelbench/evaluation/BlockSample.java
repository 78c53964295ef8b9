package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Runs the last, then the first and random thread blocks of one launch with neighbours: a few to
 * see what a block costs, then as many more as a number of warp instructions allows, none twice;
 * all, where those are half of them.
 *
 * <p>Neighbours and blocks whose numbers differ by one bit or by rows of the grid are among them,
 * so that blocks that share their work with another one, and leave another's undone, show.
 *
 * @param blocks of the whole grid
 * @param run thread blocks that ran
 * @param cost warp instructions of one block, told from those that ran; 0 if none did
 * @param fault what stopped it, if anything did
 */
record BlockSample(long blocks, long run, long cost, Optional<DeviceFault> fault) {
  private static final int FIRST_BATCH = 8;
  private static final int NEIGHBOURS = 4;
  private static final int MOST_LISTED = 4096;

  /**
   * The first blocks together may take this part of the budget, and the others no more, told from
   * the costlier of the first and the last one: blocks may differ.
   */
  private static final int PART_OF_BUDGET = 2;

  /** Returns about how many warp instructions all blocks take. */
  double wholeCost() {
    return (double) cost * blocks;
  }

  /** Tells whether every block ran. */
  boolean complete() {
    return run == blocks;
  }

  /**
   * Runs the sample.
   *
   * @param lastRan called when the last block ran, and no other one
   */
  static BlockSample run(
      LoadedModule module,
      KernelLaunch launch,
      long instructions,
      LaunchOptions options,
      Runnable lastRan) {
    long blocks = launch.grid().count();
    LaunchResult last = launch(module, launch, List.of(blocks - 1), options);
    if (last instanceof LaunchResult.Faulted faulted) {
      return new BlockSample(blocks, 0, 0, Optional.of(faulted.fault()));
    }
    if (((LaunchResult.Completed) last).record().blocksRun() == blocks) {
      return new BlockSample(blocks, blocks, instructions(last) / blocks, Optional.empty());
    }
    lastRan.run();
    LaunchResult one = launch(module, launch, List.of(0L), options);
    if (one instanceof LaunchResult.Faulted faulted) {
      return new BlockSample(blocks, 1, 0, Optional.of(faulted.fault()));
    }
    SplittableRandom random = new SplittableRandom(options.seed());
    TreeSet<Long> chosen = new TreeSet<>(List.of(0L, blocks - 1));
    addRelated(chosen, launch.grid(), random);
    add(chosen, Math.min(blocks, FIRST_BATCH), blocks, random);
    long price = Math.max(instructions(one), instructions(last));
    long most = options.stepBudget() / PART_OF_BUDGET / price;
    List<Long> first = some(without(chosen, List.of(0L, blocks - 1)), most, random);
    chosen = new TreeSet<>(first);
    chosen.addAll(List.of(0L, blocks - 1));
    LaunchResult result = first.isEmpty() ? one : launch(module, launch, first, options);
    if (result instanceof LaunchResult.Faulted faulted) {
      return new BlockSample(blocks, 2, 0, Optional.of(faulted.fault()));
    }
    long ran = chosen.size();
    long cost = Math.max(1, instructions(result) / Math.max(1, first.size()));
    long affordable = instructions / cost;
    long more = Math.min(2 * affordable < blocks - ran ? affordable : blocks - ran, most);
    if (more < 1) {
      return new BlockSample(blocks, ran, cost, Optional.empty());
    }
    List<Long> second = second(chosen, more, blocks, random);
    return launch(module, launch, second, options)
        .match(
            completed -> new BlockSample(blocks, ran + second.size(), cost, Optional.empty()),
            faulted -> new BlockSample(blocks, ran, cost, Optional.of(faulted.fault())));
  }

  /** Adds a random block with those that are likely to share its work, if any do. */
  private static void addRelated(TreeSet<Long> chosen, Dim3 grid, SplittableRandom random) {
    long blocks = grid.count();
    long some = random.nextLong(blocks);
    for (long other = some; other < Math.min(blocks, some + NEIGHBOURS); other++) {
      chosen.add(other);
    }
    for (long bit = 1; bit < blocks; bit *= 2) {
      if ((some ^ bit) < blocks) {
        chosen.add(some ^ bit);
      }
    }
    for (long step : new long[] {grid.x(), (long) grid.x() * grid.y(), blocks / 2}) {
      chosen.add((some + step) % blocks);
    }
  }

  private static List<Long> second(
      TreeSet<Long> chosen, long more, long blocks, SplittableRandom random) {
    List<Long> before = List.copyOf(chosen);
    long wanted = chosen.size() + more;
    if (wanted == blocks) {
      for (long block = 0; block < blocks; block++) {
        chosen.add(block);
      }
    } else {
      add(chosen, Math.min(wanted, MOST_LISTED), blocks, random);
    }
    return without(chosen, before);
  }

  private static long instructions(LaunchResult completed) {
    return Math.max(1, ((LaunchResult.Completed) completed).record().warpInstructions());
  }

  /** Returns as many of some blocks as are affordable. */
  private static List<Long> some(List<Long> blocks, long most, SplittableRandom random) {
    List<Long> left = new ArrayList<>(blocks);
    while (left.size() > most) {
      left.remove(random.nextInt(left.size()));
    }
    return left;
  }

  private static List<Long> without(TreeSet<Long> chosen, List<Long> before) {
    List<Long> others = new ArrayList<>(chosen);
    others.removeAll(Set.copyOf(before));
    return others;
  }

  private static void add(TreeSet<Long> chosen, long count, long blocks, SplittableRandom random) {
    while (chosen.size() < count) {
      chosen.add(random.nextLong(blocks));
    }
  }

  private static LaunchResult launch(
      LoadedModule module, KernelLaunch launch, List<Long> blocks, LaunchOptions options) {
    return module.launch(launch, options.with(new BlockSelection.Listed(blocks)));
  }
}
