package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;

/** Writes how threads multiply the tiles that a block has in shared memory, and which part each. */
sealed interface TileMath permits FmaMath, Fragments {
  /** Returns the arithmetic that a schedule asks for. */
  static TileMath of(Schedule.MatMul schedule, Helpers helpers) {
    return switch (schedule.arithmetic()) {
      case FMA -> new FmaMath(schedule);
      case TF32X3 -> new TensorMath(schedule, helpers);
      case F16 -> new HalfMath(schedule, helpers, DType.F16);
      case BF16 -> new HalfMath(schedule, helpers, DType.BF16);
    };
  }

  /** Returns what of the block's tile is computed where, for a comment. */
  String share();

  /**
   * Returns by how many floats a depth of a tile in shared memory is longer than its lines: they
   * keep stores across depths, and reads of several, off the same banks.
   */
  default int pad() {
    return 4;
  }

  /** Returns how tiles lie in shared memory. */
  default TileLayout layout() {
    return TileLayout.LINES;
  }

  /** Writes {@code tx} and {@code ty}, which the thread's rows and columns follow from. */
  void place(CudaWriter out);

  /** Writes what is kept beside {@code product}. */
  default void begin(CudaWriter out) {}

  /**
   * Tells whether {@code multiply} takes a choice {@code careful}, and is right without care only
   * where what comes out is finite: what is not is computed again.
   */
  default boolean takesCare() {
    return false;
  }

  /** Writes the body of {@code multiply}, which adds to {@code product}. */
  void multiply(CudaWriter out);

  /** Writes what {@code product} needs after the last step. */
  default void finish(CudaWriter out) {}

  /** Returns which column of the block's tile is {@code product[i][g]}, g a multiple of 4. */
  String quad(String g);

  /** Returns which column of the block's tile is {@code product[i][j]}. */
  String column(String j);
}
