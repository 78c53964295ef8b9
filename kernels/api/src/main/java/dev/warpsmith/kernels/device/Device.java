package dev.warpsmith.kernels.device;

import dev.warpsmith.kernels.TensorSpec;
import java.util.Optional;

/**
 * A place where candidates run: an emulated GPU or a CUDA device.
 *
 * <p>Used by one thread at a time. Every implementation passes {@code DeviceContractTest}.
 */
public interface Device extends AutoCloseable {
  /** Returns the id that opens it again, such as {@code emulated:h200} or {@code cuda:0}. */
  String id();

  /** Returns the GPU it is, or stands for. */
  GpuSpec spec();

  /** Returns the version of what executes: the emulator's, or the driver's. */
  String version();

  /** Tells whether times on it can be measured; if not, they can only be modelled. */
  default boolean measuresTime() {
    return timer().isPresent();
  }

  /** Returns what measures times on it, if they can be measured. */
  default Optional<LaunchTimer> timer() {
    return Optional.empty();
  }

  /** Returns what writes launches down for a process of its own, if the device can. */
  default Optional<LaunchJobs> jobs() {
    return Optional.empty();
  }

  /**
   * Returns a number that changes whenever the device has lost the content of its buffers and the
   * variables of its modules, as a CUDA device does with some faults. Buffers and modules stay
   * valid: what is used again is allocated and loaded again. A buffer must be written again, from
   * its start, before it is read or a kernel gets it.
   */
  default long generation() {
    return 0;
  }

  /**
   * Allocates memory, 256-byte aligned, of undefined content.
   *
   * @param label how messages name the buffer, such as {@code x: f32[4096]}
   * @param elementBytes size of one element, so that messages can give element indices
   * @throws DeviceException if the device has not enough memory
   */
  DeviceBuffer allocate(String label, int elementBytes, long bytes);

  /** Allocates memory for a tensor of the given number of elements. */
  default DeviceBuffer allocate(TensorSpec tensor, long elements) {
    return allocate(
        tensor.name() + ": " + tensor.dtype().directiveName() + "[" + elements + "]",
        tensor.dtype().bytes(),
        Math.multiplyExact(elements, (long) tensor.dtype().bytes()));
  }

  /** Loads a compiled module, or says why it cannot run here. Global variables are initialised. */
  LoadResult load(ModuleImage image);

  /** Frees everything allocated and loaded. */
  @Override
  void close();
}
