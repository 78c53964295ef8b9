package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes launches with counts written by hand. */
public final class SyntheticLaunch {
  private final int blocks;
  private final int threads;
  private final int registers;
  private final int sharedBytes;
  private final Map<Counter, Double> values = new EnumMap<>(Counter.class);

  public SyntheticLaunch(int blocks, int threads, int registers, int sharedBytes) {
    this.blocks = blocks;
    this.threads = threads;
    this.registers = registers;
    this.sharedBytes = sharedBytes;
    for (Counter counter : Counter.values()) {
      values.put(counter, 0.0);
    }
  }

  public SyntheticLaunch with(Counter counter, double value) {
    values.put(counter, value);
    return this;
  }

  public double value(Counter counter) {
    return values.getOrDefault(counter, 0.0);
  }

  public KernelResources kernel() {
    return new KernelResources(registers, sharedBytes, 0, 0, 0, 0, 1);
  }

  public KernelLaunch launch() {
    return new KernelLaunch(
        "synthetic", Dim3.of(blocks), Dim3.of(threads), 0, List.of(), false, Optional.empty());
  }

  public LaunchCounters counters() {
    return new LaunchCounters(values, LaunchCounters.Sampling.whole(blocks), List.of());
  }
}
