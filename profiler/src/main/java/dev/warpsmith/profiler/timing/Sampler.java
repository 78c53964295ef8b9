package dev.warpsmith.profiler.timing;

import dev.warpsmith.kernels.device.LaunchTimes;

/** Takes times of one thing, as many as it is asked for. */
@FunctionalInterface
public interface Sampler {
  /** Takes samples, or says what fault ended it. */
  LaunchTimes take(int samples);
}
