package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.FragmentLayout;
import java.util.List;

/** A matrix in the registers of a warp; registers beyond the layout's repeat the first. */
record MatrixOperand(FragmentLayout layout, List<LaneValue> registers) {

  MatrixOperand {
    registers = List.copyOf(registers);
  }

  /** The registers of a {@code wmma} multiplicand of binary16, whatever its shape. */
  private static final int WMMA_HALVES = 8;

  /**
   * Tells whether the number of registers fits the layout.
   *
   * @param wmmaHalves whether it is a {@code wmma} multiplicand of binary16
   */
  boolean fits(boolean wmmaHalves) {
    return registers.size() == (wmmaHalves ? WMMA_HALVES : layout.registers());
  }

  /** Reads the matrix. */
  void read(Warp warp, long[] lanes, long[] matrix) {
    for (int r = 0; r < layout.registers(); r++) {
      registers.get(r).getAll(warp, lanes);
      layout.unpack(r, lanes, matrix);
    }
  }

  /** Writes the matrix. */
  void write(Warp warp, long[] lanes, long[] matrix) {
    for (int r = 0; r < layout.registers(); r++) {
      layout.pack(r, matrix, lanes);
      for (int copy = r; copy < registers.size(); copy += layout.registers()) {
        registers.get(copy).setAll(warp, lanes);
      }
    }
  }
}
