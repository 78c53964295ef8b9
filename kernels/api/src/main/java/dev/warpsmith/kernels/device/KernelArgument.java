package dev.warpsmith.kernels.device;

import dev.warpsmith.kernels.DType;

/** An argument of a launch. */
public sealed interface KernelArgument {
  /** A pointer to a buffer's first byte. */
  record Pointer(DeviceBuffer buffer) implements KernelArgument {}

  /** An integer, passed at the width of the kernel's parameter (32 or 64 bits). */
  record Int(long value) implements KernelArgument {}

  /** A floating-point scalar, converted to the type that the task declares. */
  record Scalar(DType dtype, double value) implements KernelArgument {}
}
