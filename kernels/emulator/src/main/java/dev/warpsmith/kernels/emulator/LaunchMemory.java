package dev.warpsmith.kernels.emulator;

import java.util.List;
import java.util.Optional;

/**
 * The global memory that a launch sees.
 *
 * @param parameters of the kernel
 * @param workspace what a cooperative launch synchronises its grid with
 * @param heap of the module, if the kernel uses it
 * @param allocations all of global memory, by ascending address
 */
record LaunchMemory(
    Allocation parameters,
    Optional<Allocation> workspace,
    Optional<DeviceHeap> heap,
    List<Allocation> allocations) {

  LaunchMemory {
    allocations = List.copyOf(allocations);
  }
}
