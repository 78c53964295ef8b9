package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelResources;
import java.util.Optional;

/**
 * Checks a launch against the GPU's limits (CUDA programming guide, technical specifications per
 * compute capability).
 */
final class LaunchLimits {
  private static final int MAX_GRID_YZ = 65_535;
  private static final int MAX_BLOCK_XY = 1024;
  private static final int MAX_BLOCK_Z = 64;
  private static final int WARP = 32;

  private final GpuSpec gpu;

  LaunchLimits(GpuSpec gpu) {
    this.gpu = gpu;
  }

  /** Returns the first problem, or empty if the GPU can run the launch. */
  Optional<String> problem(Launch launch, KernelLaunch values, KernelResources resources) {
    return extents(values)
        .or(() -> threads(values, resources))
        .or(() -> sharedMemory(values, resources))
        .map(
            problem ->
                launch.position().file()
                    + ":"
                    + launch.position().line()
                    + ": @launch "
                    + launch.kernel()
                    + ": "
                    + problem);
  }

  private Optional<String> extents(KernelLaunch values) {
    Dim3 grid = values.grid();
    Dim3 block = values.block();
    if (grid.count() < 1 || block.count() < 1) {
      return Optional.of("grid " + grid + " and block " + block + ": expected 1 or more each");
    }
    if (grid.y() > MAX_GRID_YZ || grid.z() > MAX_GRID_YZ) {
      return Optional.of("grid " + grid + ": y and z may be at most " + MAX_GRID_YZ);
    }
    if (block.x() > MAX_BLOCK_XY || block.y() > MAX_BLOCK_XY || block.z() > MAX_BLOCK_Z) {
      return Optional.of(
          "block "
              + block
              + ": at most ("
              + MAX_BLOCK_XY
              + ","
              + MAX_BLOCK_XY
              + ","
              + MAX_BLOCK_Z
              + ")");
    }
    return Optional.empty();
  }

  private Optional<String> threads(KernelLaunch values, KernelResources resources) {
    long threads = values.block().count();
    if (threads > gpu.limits().threadsPerBlock()) {
      return Optional.of(
          "block "
              + values.block()
              + " has "
              + threads
              + " threads, at most "
              + gpu.limits().threadsPerBlock()
              + " are allowed on "
              + gpu.name());
    }
    long warps = (threads + WARP - 1) / WARP;
    int unit = gpu.limits().registerAllocationUnit();
    long perWarp = ((long) resources.registers() * WARP + unit - 1) / unit * unit;
    if (warps * perWarp > gpu.limits().registersPerSm()) {
      return Optional.of(
          threads
              + " threads of "
              + resources.registers()
              + " registers need "
              + warps * perWarp
              + " registers, an SM of "
              + gpu.name()
              + " has "
              + gpu.limits().registersPerSm()
              + "; use a smaller block or __launch_bounds__");
    }
    return Optional.empty();
  }

  private Optional<String> sharedMemory(KernelLaunch values, KernelResources resources) {
    long bytes = (long) resources.staticSharedBytes() + values.dynamicSharedBytes();
    if (bytes <= gpu.limits().sharedBytesPerBlock()) {
      return Optional.empty();
    }
    return Optional.of(
        bytes
            + " bytes of shared memory ("
            + resources.staticSharedBytes()
            + " static, "
            + values.dynamicSharedBytes()
            + " dynamic), at most "
            + gpu.limits().sharedBytesPerBlock()
            + " are allowed on "
            + gpu.name());
  }
}
