package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.FragmentLayout;
import dev.warpsmith.kernels.emulator.tensor.Matrices;
import dev.warpsmith.kernels.ptx.Instruction;

/** {@code movmatrix}: transposes an 8×8 matrix of 16-bit elements across the lanes of a warp. */
final class MatrixTranspose extends AlignedOperation {
  private static final int SIZE = 8;
  private static final FragmentLayout LAYOUT = FragmentLayout.grouped(SIZE, SIZE, 2, 2);

  private final LaneValue target;
  private final LaneValue source;

  MatrixTranspose(Instruction instruction, LaneValue target, LaneValue source) {
    super(instruction);
    this.target = target;
    this.source = source;
  }

  @Override
  void apply(Warp warp) {
    Matrices matrices = warp.block.memory().matrices();
    source.getAll(warp, matrices.lanes);
    LAYOUT.unpack(0, matrices.lanes, matrices.a);
    for (int k = 0; k < SIZE * SIZE; k++) {
      matrices.d[k % SIZE * SIZE + k / SIZE] = matrices.a[k];
    }
    LAYOUT.pack(0, matrices.d, matrices.lanes);
    target.setAll(warp, matrices.lanes);
  }
}
