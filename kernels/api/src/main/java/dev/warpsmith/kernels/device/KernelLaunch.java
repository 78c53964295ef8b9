package dev.warpsmith.kernels.device;

import java.util.List;
import java.util.Optional;

/**
 * A launch with all its values.
 *
 * @param kernel a name that {@link LoadedModule#kernels} has
 * @param dynamicSharedBytes beyond the kernel's static shared memory
 */
public record KernelLaunch(
    String kernel,
    Dim3 grid,
    Dim3 block,
    int dynamicSharedBytes,
    List<KernelArgument> arguments,
    boolean cooperative,
    Optional<Dim3> cluster) {
  public KernelLaunch {
    arguments = List.copyOf(arguments);
  }
}
