package dev.warpsmith.kernels.device;

import java.util.List;
import java.util.function.Function;

/** How a launch ended. */
public sealed interface LaunchResult {
  /** The kernel ran to its end. */
  record Completed(LaunchRecord record) implements LaunchResult {}

  /**
   * The kernel had a fault of its own. Buffers hold what was written until it was stopped.
   *
   * @param fault the first
   * @param others what a sanitizing launch found after it, in that order
   * @param printed what the kernel printed until it was stopped
   */
  record Faulted(DeviceFault fault, List<DeviceFault> others, Printed printed)
      implements LaunchResult {
    /** Copies the list. */
    public Faulted {
      others = List.copyOf(others);
    }

    /** Makes the result of a launch with one fault that printed nothing. */
    public Faulted(DeviceFault fault) {
      this(fault, List.of(), Printed.nothing());
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Completed, T> completed, Function<Faulted, T> faulted) {
    if (this instanceof Completed value) {
      return completed.apply(value);
    }
    return faulted.apply((Faulted) this);
  }
}
