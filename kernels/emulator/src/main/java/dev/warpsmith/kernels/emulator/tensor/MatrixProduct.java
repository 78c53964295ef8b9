package dev.warpsmith.kernels.emulator.tensor;

/** The arithmetic of one matrix instruction. */
public sealed interface MatrixProduct
    permits FloatProduct, SoftwareProduct, DoubleProduct, IntegerProduct, BitProduct {

  /** Computes D = A × B + C. */
  void multiply(Matrices matrices, Generation generation);
}
