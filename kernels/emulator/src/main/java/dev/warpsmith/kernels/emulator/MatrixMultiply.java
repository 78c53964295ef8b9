package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.Matrices;
import dev.warpsmith.kernels.emulator.tensor.MatrixProduct;
import dev.warpsmith.kernels.ptx.Instruction;

/** {@code mma.sync} and {@code wmma.mma}: D = A × B + C. */
final class MatrixMultiply extends AlignedOperation {
  private final MatrixProduct product;
  private final MatrixOperand d;
  private final MatrixOperand a;
  private final MatrixOperand b;
  private final MatrixOperand c;

  MatrixMultiply(
      Instruction instruction,
      MatrixProduct product,
      MatrixOperand d,
      MatrixOperand a,
      MatrixOperand b,
      MatrixOperand c) {
    super(instruction);
    this.product = product;
    this.d = d;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  @Override
  void apply(Warp warp) {
    Matrices matrices = warp.block.memory().matrices();
    a.read(warp, matrices.lanes, matrices.a);
    b.read(warp, matrices.lanes, matrices.b);
    c.read(warp, matrices.lanes, matrices.c);
    product.multiply(matrices, warp.launch().tensorCores());
    d.write(warp, matrices.lanes, matrices.d);
  }
}
