package dev.warpsmith.kernels.device;

import dev.warpsmith.kernels.SourcePosition;
import java.util.Optional;

/**
 * A kernel's fault on a device.
 *
 * @param kind what happened
 * @param kernel the kernel's name
 * @param position the source line, where line information exists
 * @param message the whole report, with position, block, thread, buffer and offset, such as {@code
 *     kernel.cu:31: thread (64,0,0) of block (3,0,0) reads x[4096], 1 past the end of x: f32[4096]}
 */
public record DeviceFault(
    Kind kind, String kernel, Optional<SourcePosition> position, String message) {

  /** The kinds of fault. */
  public enum Kind {
    OUT_OF_BOUNDS,
    MISALIGNED,
    UNINITIALISED_READ,
    RACE,
    /** A write to a buffer that kernels must only read. */
    READ_ONLY,
    BARRIER_DIVERGENCE,
    DEADLOCK,
    STEP_BUDGET,
    /** The launch ran longer than a CUDA device is given for it. */
    TIME_LIMIT,
    TRAP,
    ASSERTION,
    /** Calls within calls, or {@code alloca}, take more than a thread's stack. */
    STACK_OVERFLOW,
    /** A call through a pointer that points to no function of the call's shape. */
    INVALID_CALL,
    /** {@code free} of what {@code malloc} did not return, or of what has been freed. */
    INVALID_FREE,
    /** A sampled launch needs what blocks that did not run would have computed. */
    NOT_SAMPLEABLE,
    /** The launch asks for more than the GPU has: threads, shared memory, grid. */
    LAUNCH_LIMIT,
    /** The kernel has an instruction that the device cannot run; none of it ran. */
    UNSUPPORTED,
    OUT_OF_MEMORY,
    DEVICE_LOST
  }
}
