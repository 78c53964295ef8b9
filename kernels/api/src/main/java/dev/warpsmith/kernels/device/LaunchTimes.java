package dev.warpsmith.kernels.device;

import java.util.List;
import java.util.function.Function;

/** How the timing of a plan ended. */
public sealed interface LaunchTimes {
  /**
   * The plan was timed.
   *
   * @param micros of one run of the whole plan, in the order in which they were taken
   */
  record Taken(List<Double> micros) implements LaunchTimes {
    public Taken {
      micros = List.copyOf(micros);
    }
  }

  /** A kernel had a fault of its own. */
  record Faulted(DeviceFault fault) implements LaunchTimes {}

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Taken, T> taken, Function<Faulted, T> faulted) {
    if (this instanceof Taken value) {
      return taken.apply(value);
    }
    return faulted.apply((Faulted) this);
  }
}
