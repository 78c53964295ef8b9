package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.Shape;
import dev.warpsmith.kernels.ptx.Instruction;

/** Which matrix instructions access memory, and how much of it. */
final class MatrixShapes {
  private static final int ROW_BYTES = 16;

  /** So that a step of a matrix instruction takes the host about as long as any other. */
  private static final int PRODUCTS_PER_STEP = 8;

  private MatrixShapes() {}

  /** Tells whether the lanes of a warp move a matrix from or to memory. */
  static boolean isAccess(Instruction i) {
    return switch (i.opcode()) {
      case "ldmatrix", "stmatrix" -> true;
      case "wmma" -> i.has("load") || i.has("store");
      default -> false;
    };
  }

  /** Returns how many steps it counts as beyond one; 0 if it multiplies no matrices. */
  static int moreSteps(Instruction i) {
    boolean multiplies = i.opcode().equals("mma") || (i.opcode().equals("wmma") && !isAccess(i));
    return !multiplies
        ? 0
        : i.modifiers().stream()
            .flatMap(word -> Shape.find(word).stream())
            .mapToInt(
                shape -> Math.max(1, shape.m() * shape.n() * shape.k() / PRODUCTS_PER_STEP) - 1)
            .sum();
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
