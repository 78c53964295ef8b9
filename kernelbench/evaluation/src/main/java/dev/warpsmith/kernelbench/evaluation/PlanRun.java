package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.Printed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How a plan's launches, run in order, ended. */
sealed interface PlanRun {
  /** Every launch ran to its end. */
  record Completed(List<LaunchRecord> records) implements PlanRun {
    public Completed {
      records = List.copyOf(records);
    }

    /** Returns what the first launch printed that printed anything. */
    Printed printed() {
      return records.stream()
          .map(LaunchRecord::printed)
          .filter(printed -> !printed.isEmpty())
          .findFirst()
          .orElseGet(Printed::nothing);
    }

    /** Returns the warp instructions of all launches. */
    long warpInstructions() {
      return records.stream().mapToLong(LaunchRecord::warpInstructions).sum();
    }
  }

  /**
   * A launch had a fault of its own; the launches after it did not run.
   *
   * @param launch its position in the plan, from 0
   * @param others what else a sanitizing launch found
   * @param printed what it printed until then
   */
  record Faulted(int launch, DeviceFault fault, List<DeviceFault> others, Printed printed)
      implements PlanRun {
    public Faulted {
      others = List.copyOf(others);
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Completed, T> completed, Function<Faulted, T> faulted) {
    if (this instanceof Completed value) {
      return completed.apply(value);
    }
    return faulted.apply((Faulted) this);
  }

  /** Runs launches in order, each with the same options. */
  static PlanRun of(LoadedModule module, List<KernelLaunch> launches, LaunchOptions options) {
    List<LaunchRecord> records = new ArrayList<>();
    for (int i = 0; i < launches.size(); i++) {
      LaunchResult result = module.launch(launches.get(i), options);
      if (result instanceof LaunchResult.Faulted faulted) {
        return new Faulted(i, faulted.fault(), faulted.others(), faulted.printed());
      }
      records.add(((LaunchResult.Completed) result).record());
    }
    return new Completed(records);
  }
}
