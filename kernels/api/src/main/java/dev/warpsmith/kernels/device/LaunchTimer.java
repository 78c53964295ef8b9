package dev.warpsmith.kernels.device;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Times launches with the clock of the device itself. */
public interface LaunchTimer {
  /** Returns what takes the times, such as {@code on NVIDIA H200, CUDA driver 13.0}. */
  String instrument();

  /**
   * Runs a plan's launches, one after the other, and times them together, again and again.
   *
   * <p>Buffers hold what the last run left. Whether launches stay inside their buffers is looked at
   * once, at the end.
   */
  LaunchTimes time(LoadedModule module, List<KernelLaunch> plan, TimingRequest request);

  /**
   * Returns the file by whose lock (POSIX, of the whole file) processes keep each other off the
   * device, if there is one.
   */
  default Optional<Path> lock() {
    return Optional.empty();
  }

  /**
   * Keeps every other process off the device until it is closed; this process may go on using it.
   */
  Reservation reserve();

  /** A device kept for one process. */
  interface Reservation extends AutoCloseable {
    /** Returns what the device's clocks did since, a sentence each, as far as it can be read. */
    default List<String> clocks() {
      return List.of();
    }

    @Override
    void close();
  }

  /**
   * Locks the clock of the device's processors until that is closed or this process dies.
   *
   * @throws DeviceException if that is not allowed, with what to do
   */
  default ClockHold lockClock(int mhz) {
    throw new DeviceException("this device has no clock that can be locked");
  }

  /** A locked clock. */
  interface ClockHold extends AutoCloseable {
    @Override
    void close();
  }
}
