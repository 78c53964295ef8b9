package dev.warpsmith.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.warpsmith.kernels.nvcc.Toolchain;
import dev.warpsmith.kernels.nvcc.ToolchainException;

/** Skips a test where there is no CUDA toolkit. */
final class Nvcc {
  private Nvcc() {}

  static void require() {
    try {
      Toolchain.find();
    } catch (ToolchainException e) {
      abort("needs nvcc: " + e.getMessage());
    }
  }
}
