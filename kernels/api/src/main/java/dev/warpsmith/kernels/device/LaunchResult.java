package dev.warpsmith.kernels.device;

import java.util.function.Function;

/** How a launch ended. */
public sealed interface LaunchResult {
  /** The kernel ran to its end. */
  record Completed(LaunchRecord record) implements LaunchResult {}

  /** The kernel was stopped by a fault of its own. Buffers hold what was written until then. */
  record Faulted(DeviceFault fault) implements LaunchResult {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Completed, T> completed, Function<Faulted, T> faulted) {
    if (this instanceof Completed value) {
      return completed.apply(value);
    }
    return faulted.apply((Faulted) this);
  }
}
