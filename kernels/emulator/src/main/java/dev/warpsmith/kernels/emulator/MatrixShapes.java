package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;

/** Which matrix instructions access memory, and how much of it. */
final class MatrixShapes {
  private static final int ROW_BYTES = 16;

  private MatrixShapes() {}

  /** Tells whether the lanes of a warp move a matrix from or to memory. */
  static boolean isAccess(Instruction i) {
    return switch (i.opcode()) {
      case "ldmatrix", "stmatrix" -> true;
      case "wmma" -> i.has("load") || i.has("store");
      default -> false;
    };
  }

  /** Tells whether it changes memory. */
  static boolean stores(Instruction i) {
    return i.opcode().equals("stmatrix") || i.has("store");
  }

  /** Returns how many bytes a lane moves in one access. */
  static int bytes(Instruction i) {
    return i.opcode().equals("wmma") ? WmmaFragment.of(i).bytesPerAccess() : ROW_BYTES;
  }
}
