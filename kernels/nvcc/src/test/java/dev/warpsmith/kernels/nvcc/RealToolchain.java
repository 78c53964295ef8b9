package dev.warpsmith.kernels.nvcc;

import org.opentest4j.TestAbortedException;

/** The toolchain of the machine that runs the tests. */
final class RealToolchain {
  private RealToolchain() {}

  /** Returns the toolchain, or skips the test and says why. */
  static Toolchain assumed() {
    try {
      return Toolchain.find();
    } catch (ToolchainException e) {
      throw new TestAbortedException("no CUDA toolkit: " + e.getMessage(), e);
    }
  }
}
