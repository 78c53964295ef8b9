package dev.warpsmith.kernels.device;

import java.util.EnumSet;
import java.util.Set;

/**
 * How many blocks of a kernel fit one SM, and what keeps more from fitting.
 *
 * <p>The arithmetic of CUDA's {@code cuda_occupancy.h}, with shared memory configured as large as
 * the blocks can use.
 *
 * @param limitWarps blocks per SM that the SM's warps allow ({@code launch__occupancy_limit_warps})
 * @param limitRegisters blocks per SM that registers allow; the largest int if none are used
 * @param limitSharedMemory blocks per SM that shared memory allows; the largest int if none is used
 * @param limitBlocks blocks that an SM can hold
 * @param warpsPerBlock warps of one block
 * @param warpsPerSm warps that an SM can hold
 * @param sharedBytesPerBlock shared memory of one block as allocated, with what CUDA reserves
 */
public record Occupancy(
    int limitWarps,
    int limitRegisters,
    int limitSharedMemory,
    int limitBlocks,
    int warpsPerBlock,
    int warpsPerSm,
    int sharedBytesPerBlock) {

  /** What bounds the blocks per SM. */
  public enum Limit {
    WARPS,
    REGISTERS,
    SHARED_MEMORY,
    BLOCKS
  }

  /**
   * Computes the occupancy of a launch.
   *
   * @param registers per thread
   * @param sharedBytes static and dynamic shared memory per block, without what CUDA reserves
   * @throws IllegalArgumentException if the block has no thread
   */
  public static Occupancy of(GpuSpec gpu, int threads, int registers, int sharedBytes) {
    if (threads < 1) {
      throw new IllegalArgumentException("block of " + threads + " threads: expected 1 or more");
    }
    GpuSpec.Limits limits = gpu.limits();
    int warps = (threads + 31) / 32;
    int shared =
        roundUp(sharedBytes + limits.reservedSharedBytesPerBlock(), limits.sharedAllocationUnit());
    return new Occupancy(
        threads > limits.threadsPerBlock() ? 0 : limits.threadsPerSm() / 32 / warps,
        registerLimit(limits, warps, registers),
        sharedLimit(limits, shared),
        limits.blocksPerSm(),
        warps,
        limits.threadsPerSm() / 32,
        shared);
  }

  /** Computes the occupancy of a launch of a compiled kernel. */
  public static Occupancy of(GpuSpec gpu, KernelResources kernel, KernelLaunch launch) {
    return of(
        gpu,
        Math.toIntExact(launch.block().count()),
        kernel.registers(),
        kernel.staticSharedBytes() + launch.dynamicSharedBytes());
  }

  /** Returns the blocks that fit one SM; 0 if the launch is impossible. */
  public int blocksPerSm() {
    return Math.min(Math.min(limitWarps, limitRegisters), Math.min(limitSharedMemory, limitBlocks));
  }

  /** Returns every limit that binds; more than one if they are equal. */
  public Set<Limit> binding() {
    Set<Limit> binding = EnumSet.noneOf(Limit.class);
    int blocks = blocksPerSm();
    if (limitWarps == blocks) {
      binding.add(Limit.WARPS);
    }
    if (limitRegisters == blocks) {
      binding.add(Limit.REGISTERS);
    }
    if (limitSharedMemory == blocks) {
      binding.add(Limit.SHARED_MEMORY);
    }
    if (limitBlocks == blocks) {
      binding.add(Limit.BLOCKS);
    }
    return binding;
  }

  /** Returns resident warps as a fraction of what an SM can hold, from 0 to 1. */
  public double fraction() {
    return (double) blocksPerSm() * warpsPerBlock / warpsPerSm;
  }

  /**
   * Returns the L1 cache that is left on an SM when shared memory is configured just large enough
   * for the resident blocks, in bytes.
   */
  public int l1Bytes(GpuSpec gpu) {
    int used = sharedBytesPerBlock * Math.max(1, blocksPerSm());
    return gpu.limits().sharedCarveoutBytes().stream()
        .filter(carveout -> carveout >= used)
        .findFirst()
        .map(carveout -> gpu.l1Bytes() - carveout)
        .orElse(gpu.l1Bytes() - gpu.limits().sharedBytesPerSm());
  }

  private static int registerLimit(GpuSpec.Limits limits, int warps, int registers) {
    if (registers == 0) {
      return Integer.MAX_VALUE;
    }
    int perWarp = roundUp(registers * 32, limits.registerAllocationUnit());
    int partitions = limits.warpAllocationGranularity();
    boolean fits = (long) perWarp * roundUp(warps, partitions) <= limits.registersPerSm();
    if (!fits || registers > limits.registersPerThread() + 1) {
      return 0;
    }
    int warpsPerSm = limits.registersPerSm() / partitions / perWarp * partitions;
    return warpsPerSm / warps;
  }

  private static int sharedLimit(GpuSpec.Limits limits, int allocated) {
    if (allocated > limits.sharedBytesPerBlock() + limits.reservedSharedBytesPerBlock()) {
      return 0;
    }
    return allocated == 0 ? Integer.MAX_VALUE : limits.sharedBytesPerSm() / allocated;
  }

  private static int roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
