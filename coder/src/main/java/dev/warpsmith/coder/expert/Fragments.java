package dev.warpsmith.coder.expert;

/**
 * How warps of tensor cores share a block's tile.
 *
 * <p>Which row and column of a tile is which of a fragment is ours to choose: with 8 groups of 4
 * lanes (PTX ISA, "Matrix Fragments for mma.m16n8k8"), groups read four neighbours of fragments
 * beside one another at once, at 8 places of a row that with the rows of 4 lanes fall on all banks.
 * Which depth is which is, too, as long as both operands agree: of every 16, a lane has each
 * fourth.
 */
sealed interface Fragments extends TileMath permits TensorMath, HalfMath {
  Schedule.MatMul schedule();

  @Override
  default String share() {
    return "a warp %d x %d of it on tensor cores"
        .formatted(8 * schedule().tm(), 4 * schedule().tn());
  }

  @Override
  default void place(CudaWriter out) {
    out.block(
        """
        // A warp's rows and columns come in bands of 32. A group of 4 lanes reads 4 neighbours in a
        // band, one for each of 4 fragments; a lane gets the 4 rows of its group, and 2 x 4 columns.
        const int lane_x = thread % 4, lane_y = thread / 4 % 2 * 16 + thread / 8 % 4 * 4;
        constexpr int WARPS_X = BN / (4 * TN);
        const int across = thread / 32 % WARPS_X * 32;
        const int tx = across + lane_x * 4, ty = thread / 32 / WARPS_X * 32 + lane_y;
        """);
  }

  /** Returns where fragments of results have the one that becomes {@code product[i][j]}. */
  default String element(String fragments) {
    return fragments + "[i / 2][j / 8 * 4 + j % 4][i % 2 * 2 + j / 4 % 2]";
  }

  @Override
  default String quad(String g) {
    return "%s / 8 * (8 * BN / TN) + %s %% 8 * 4 + tx".formatted(g, g);
  }

  @Override
  default String column(String j) {
    return "%s / 8 * (8 * BN / TN) + %s / 4 %% 2 * 16 + tx + %s %% 4".formatted(j, j, j);
  }
}
