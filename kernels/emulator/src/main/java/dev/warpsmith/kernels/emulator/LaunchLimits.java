package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import java.util.Optional;

/** Says what a launch asks for that the GPU does not have. */
final class LaunchLimits {
  private static final int MOST_Y_OR_Z = 65_535;

  private LaunchLimits() {}

  /**
   * Checks a launch.
   *
   * @param mostThreads the kernel's own limit ({@code __launch_bounds__}), if it has one
   * @return what is wrong, if anything is
   */
  static Optional<String> violation(
      GpuSpec gpu, KernelLaunch launch, int staticShared, Optional<Integer> mostThreads) {
    Dim3 block = launch.block();
    Dim3 grid = launch.grid();
    int threads = gpu.limits().threadsPerBlock();
    long shared = (long) staticShared + launch.dynamicSharedBytes();
    if (block.count() < 1 || grid.count() < 1) {
      return Optional.of("grid " + grid + " of blocks " + block + " is empty");
    }
    if (block.count() > threads || block.z() > 64) {
      return Optional.of(
          "block " + block + " has " + block.count() + " threads, at most " + threads + " run");
    }
    if (mostThreads.isPresent() && block.count() > mostThreads.get()) {
      return Optional.of(
          "block "
              + block
              + " has more threads than the kernel's __launch_bounds__ of "
              + mostThreads.get());
    }
    if (grid.y() > MOST_Y_OR_Z || grid.z() > MOST_Y_OR_Z) {
      return Optional.of("grid " + grid + " has more than " + MOST_Y_OR_Z + " blocks in y or z");
    }
    if (grid.count() > Integer.MAX_VALUE) {
      return Optional.of("grid " + grid + " has " + grid.count() + " blocks, too many to emulate");
    }
    if (launch.dynamicSharedBytes() < 0 || shared > gpu.limits().sharedBytesPerBlock()) {
      return Optional.of(
          shared
              + " bytes of shared memory per block, "
              + gpu.name()
              + " has "
              + gpu.limits().sharedBytesPerBlock());
    }
    boolean clusters = launch.cluster().isPresent() && launch.cluster().get().count() > 1;
    return clusters ? Optional.of("clusters are not emulated yet") : Optional.empty();
  }
}
