package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import java.util.function.Function;

/**
 * Counts every block of a launch whose blocks depend on each other where a sample was asked for,
 * and says so; where that is more than the step budget, the launch is not sampleable.
 */
final class WholeCount {
  private WholeCount() {}

  /**
   * @param reason one clause about the blocks, such as {@code they wait for each other}
   */
  static LaunchResult because(
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

  /**
   * Says of a count, of which only the last block depends on the others, why it is of all blocks;
   * or, if that was more than the step budget, what is missing from a sample.
   */
  static LaunchResult ifAffordable(BlockDependence.Found dependence, LaunchResult counted) {
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
