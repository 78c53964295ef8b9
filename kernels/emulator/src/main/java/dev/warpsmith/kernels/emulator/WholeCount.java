package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts every block of a launch whose blocks depend on each other where a sample was asked for,
 * and says so; where that is more than the step budget, the launch is not sampleable.
 *
 * <p>Where only the last block depends on the others, every block is counted if that is easy, and
 * else a sample, without what the last block does besides.
 */
final class WholeCount {
  /** The part of the step budget that is easy. */
  private static final long PART = 8;

  private WholeCount() {}

  /**
   * Counts what was asked for, or every block.
   *
   * @param count counts as it is told
   */
  static LaunchResult ofDependent(
      Optional<BlockDependence.Found> dependence,
      KernelLaunch launch,
      LaunchOptions options,
      Function<LaunchOptions, LaunchResult> count) {
    if (!(options.blocks() instanceof BlockSelection.SampledWaves)) {
      return count.apply(options);
    }
    if (launch.cooperative()) {
      return because("they wait for each other: the launch is cooperative", launch, options, count);
    }
    return dependence
        .map(
            found ->
                found.ofTheLast()
                    ? noted(found, count.apply(options))
                    : because(found.reason(), launch, options, count))
        .orElseGet(() -> count.apply(options));
  }

  /** Returns up to how many warp instructions all blocks are counted where a sample would do. */
  static long easily(Optional<BlockDependence.Found> dependence, LaunchOptions options) {
    return dependence.isPresent() ? options.stepBudget() / PART : 0;
  }

  /**
   * @param reason one clause about the blocks, such as {@code they wait for each other}
   */
  private static LaunchResult because(
      String reason,
      KernelLaunch launch,
      LaunchOptions options,
      Function<LaunchOptions, LaunchResult> count) {
    return count
        .apply(options.with(BlockSelection.all()))
        .match(
            completed -> new LaunchResult.Completed(explained(completed.record(), reason)),
            faulted ->
                faulted.fault().kind() == DeviceFault.Kind.STEP_BUDGET
                    ? refused(faulted, launch, options, reason)
                    : faulted);
  }

  /** Says why a count is of all blocks, or what is missing from a sample. */
  private static LaunchResult noted(BlockDependence.Found dependence, LaunchResult counted) {
    return counted.match(
        completed -> {
          LaunchRecord record = completed.record();
          String note =
              record.blocksRun() == record.blocks()
                  ? dependence.reason()
                  : "without what the last one does besides: " + dependence.instruction();
          return new LaunchResult.Completed(explained(record, note));
        },
        faulted -> faulted);
  }

  private static LaunchRecord explained(LaunchRecord record, String reason) {
    return new LaunchRecord(
        record.blocks(),
        record.blocksRun(),
        record.warpInstructions(),
        record.counters().map(counters -> explained(counters, reason)),
        record.printed());
  }

  private static LaunchCounters explained(LaunchCounters counters, String reason) {
    LaunchCounters.Sampling sampling = counters.sampling();
    return new LaunchCounters(
        counters.values(),
        new LaunchCounters.Sampling(
            sampling.blocks(),
            sampling.counted(),
            sampling.warming(),
            sampling.description() + " (" + reason + ")"),
        counters.hotSpots());
  }

  private static LaunchResult refused(
      LaunchResult.Faulted faulted, KernelLaunch launch, LaunchOptions options, String reason) {
    return new LaunchResult.Faulted(
        new DeviceFault(
            DeviceFault.Kind.NOT_SAMPLEABLE,
            launch.kernel(),
            faulted.fault().position(),
            launch.kernel()
                + ": its blocks cannot be sampled ("
                + reason
                + "), and all "
                + launch.grid().count()
                + " take more than "
                + options.stepBudget()
                + " warp instructions"),
        faulted.others(),
        faulted.printed());
  }
}
