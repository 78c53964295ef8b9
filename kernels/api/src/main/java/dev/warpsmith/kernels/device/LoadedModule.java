package dev.warpsmith.kernels.device;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Device code that a device has loaded; its {@code __device__} variables live as long as it does.
 */
public interface LoadedModule extends AutoCloseable {
  /**
   * Returns the parameters of each kernel, by the name in the source (demangled) and by entry name.
   */
  Map<String, List<KernelParameter>> kernels();

  /** Returns what ptxas reports for a kernel. */
  KernelResources resources(String kernel);

  /**
   * Runs one kernel to its end.
   *
   * @throws IllegalArgumentException if the module has no such kernel or the arguments do not fit
   *     its parameters; callers check the plan first
   */
  LaunchResult launch(KernelLaunch launch, LaunchOptions options);

  /**
   * Tells whether what a launch does, apart from the values that it computes, may depend on what
   * memory holds, on where buffers lie, or on time. If not, it takes the same branches and makes
   * the same accesses whatever its inputs hold. A device that cannot tell says that it may.
   */
  default boolean dependsOnContents(KernelLaunch launch) {
    return true;
  }

  /**
   * Tells whether what memory holds may decide more about a launch than which arithmetic it does:
   * which accesses it makes, how often it loops, where it waits. A launch that {@link
   * #dependsOnContents depends on contents} and is not steered by them takes about as long on any
   * values of the same kind. A device that cannot tell says that it is.
   */
  default boolean steeredByContents(KernelLaunch launch) {
    return true;
  }

  /**
   * Tells the same of what other kernels' launches may have left in memory. What only this kernel's
   * atomics touch in {@code __device__} variables, such as the count that tells a block that it is
   * the last one, does not count.
   */
  default boolean steeredByOthers(KernelLaunch launch) {
    return steeredByContents(launch);
  }

  /**
   * Makes what launches changed in {@code __device__} variables as if nobody had written it, so
   * that a sanitizing launch reports who reads it before it is written again. A variable whose
   * value goes nowhere but back into it is left out.
   *
   * @return the variables that were changed, or empty if the device cannot tell
   */
  default Optional<List<String>> forgetVariables() {
    return Optional.empty();
  }

  @Override
  void close();
}
