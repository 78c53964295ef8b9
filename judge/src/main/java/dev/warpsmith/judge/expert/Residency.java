package dev.warpsmith.judge.expert;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Occupancy;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;

/**
 * How a launch fills the GPU, from its profile's exact metrics.
 *
 * @param blocks of the grid
 * @param threads per block
 * @param registers per thread
 * @param sharedBytes per block
 */
record Residency(double blocks, double threads, double registers, double sharedBytes) {

  static Residency of(KernelProfile profile) {
    return new Residency(
        profile.value(KeyMetrics.GRID_SIZE).orElse(1),
        profile.value(KeyMetrics.BLOCK_SIZE).orElse(256),
        profile.value(KeyMetrics.REGISTERS).orElse(32),
        profile.value(KeyMetrics.SHARED_PER_BLOCK).orElse(0));
  }

  /** Returns how often an SM's slots are filled anew until the grid is done. */
  double rounds(GpuSpec gpu) {
    double perSm = Math.ceil(Math.max(1, blocks) / gpu.sms());
    return Math.ceil(perSm / resident(gpu));
  }

  /** Returns the blocks that an SM holds at once. */
  int resident(GpuSpec gpu) {
    int most = gpu.limits().registersPerThread();
    int perThread = (int) Math.min(most, Math.max(16, Math.round(registers)));
    int inBlock = (int) Math.max(1, Math.min(gpu.limits().threadsPerBlock(), threads));
    int shared = (int) Math.min(gpu.limits().sharedBytesPerBlock(), Math.max(0, sharedBytes));
    return Math.max(1, Occupancy.of(gpu, inBlock, perThread, shared).blocksPerSm());
  }

  /** Returns the share of the SMs' time that the last, partly filled turn wastes. */
  double imbalance(GpuSpec gpu) {
    double perSm = Math.max(1, blocks) / gpu.sms();
    return Math.ceil(perSm) / perSm;
  }

  Residency scaled(double blocks, double threads, double registers, double shared) {
    return new Residency(
        this.blocks * blocks,
        this.threads * threads,
        this.registers * registers,
        sharedBytes * shared);
  }
}
