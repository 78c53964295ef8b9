package dev.warpsmith.kernels.device;

import java.util.List;

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
   * Keeps every other process off the device until it is closed; this process may go on using it.
   */
  Reservation reserve();

  /** A device kept for one process. */
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }
}
