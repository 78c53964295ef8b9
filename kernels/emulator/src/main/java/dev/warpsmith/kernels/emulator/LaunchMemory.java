package dev.warpsmith.kernels.emulator;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The global memory that a launch sees.
 *
 * @param parameters of the kernel
 * @param workspace what a cooperative launch synchronises its grid with
 * @param heap of the module, if the kernel uses it
 * @param allocations all of global memory, by ascending address
 * @param made counts the bytes of it that were made on demand
 */
record LaunchMemory(
    Allocation parameters,
    Optional<Allocation> workspace,
    Optional<DeviceHeap> heap,
    List<Allocation> allocations,
    AtomicLong made) {

  LaunchMemory {
    allocations = List.copyOf(allocations);
  }
}
