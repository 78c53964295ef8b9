package dev.warpsmith.profiler;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.Occupancy;
import dev.warpsmith.profiler.Metric.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/** Nsight Compute's metrics of a launch that follow from the launch and what ptxas reports. */
final class LaunchMetrics {
  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  private LaunchMetrics() {}

  /** Returns the metrics by name. */
  static Map<String, Metric> of(GpuSpec gpu, KernelResources kernel, KernelLaunch launch) {
    Occupancy occupancy = Occupancy.of(gpu, kernel, launch);
    LaunchMetrics all = new LaunchMetrics();
    all.exact(KeyMetrics.OCCUPANCY_LIMIT_BLOCKS, occupancy.limitBlocks(), "block");
    all.limit(KeyMetrics.OCCUPANCY_LIMIT_REGISTERS, occupancy.limitRegisters(), "registers");
    all.limit(KeyMetrics.OCCUPANCY_LIMIT_SHARED, occupancy.limitSharedMemory(), "shared memory");
    all.exact(KeyMetrics.OCCUPANCY_LIMIT_WARPS, occupancy.limitWarps(), "block");
    all.exact(KeyMetrics.REGISTERS, kernel.registers(), "register/thread");
    all.exact(KeyMetrics.THEORETICAL_OCCUPANCY, 100 * occupancy.fraction(), "%");
    double slots = (double) gpu.sms() * Math.max(1, occupancy.blocksPerSm());
    all.exact(KeyMetrics.WAVES, launch.grid().count() / slots, "");
    all.exact(KeyMetrics.GRID_SIZE, (double) launch.grid().count(), "");
    all.exact(KeyMetrics.BLOCK_SIZE, (double) launch.block().count(), "");
    all.exact(KeyMetrics.SHARED_PER_BLOCK, occupancy.sharedBytesPerBlock(), "byte/block");
    return all.metrics;
  }

  private void limit(String name, int blocks, String resource) {
    if (blocks == Integer.MAX_VALUE) {
      metrics.put(name, new Metric.Absent(name, "the kernel uses no " + resource));
    } else {
      exact(name, blocks, "block");
    }
  }

  private void exact(String name, double value, String unit) {
    metrics.put(name, new Metric.Value(name, value, unit, Kind.EXACT));
  }
}
