package dev.warpsmith.coder.expert;

/**
 * Multiplies on tensor cores, in three products of TF32 for one of float32.
 *
 * <p>Each float is split into a big and a small part of 11 bits; small times small is left out
 * (Markidis et al. 2018). Tensor cores cut their sums off, so the sum of every 16 products starts
 * at zero, with the small parts, and is then added to {@code product} with ordinary rounding
 * (Ootomo and Yokota, arXiv:2203.03341).
 *
 * <p>The big part is cut, not rounded: the largest floats stay finite. An infinite operand has a
 * small part that is no number, so whatever it takes part in comes to NaN; and what is not finite
 * is multiplied again, with care: where the big parts alone come to infinity or NaN, they are the
 * result. (A NaN that only its last 13 bits tell from infinity, which no arithmetic makes, passes
 * for one.)
 */
record TensorMath(Schedule.MatMul schedule, Helpers helpers) implements Fragments {
  private static final String MULTIPLY =
      """
      const float* tile_a = share + stage + lane_x * 2 * A_PITCH + ty * 2;
      const float* tile_b = share + stage + SHARE_B + lane_x * 2 * B_PITCH + (across + lane_y) * 2;
      // Every 16 depths are two fragments.
      #pragma unroll
      for (int depth = 0; depth < BK; depth += 16) {
        unsigned big_b[2][TN / 2][2], small_b[2][TN / 2][2];
        #pragma unroll
        for (int k = 0; k < 2; ++k) {
          #pragma unroll
          for (int j = 0; j < TN / 2; j += 2) {
            const float* from = tile_b + (depth + 8 * k) * B_PITCH + j / 4 * (16 * BN / TN) + j % 4 * 2;
            const float4 all = *reinterpret_cast<const float4*>(from);
            $split(all.x, big_b[k][j][0], small_b[k][j][0]);
            $split(all.y, big_b[k][j][1], small_b[k][j][1]);
            $split(all.z, big_b[k][j + 1][0], small_b[k][j + 1][0]);
            $split(all.w, big_b[k][j + 1][1], small_b[k][j + 1][1]);
          }
        }
        #pragma unroll
        for (int g = 0; g < TM / 2; ++g) {
          unsigned big_a[2][4], small_a[2][4];
          #pragma unroll
          for (int k = 0; k < 2; ++k) {
            const float* from = tile_a + (depth + 8 * k) * A_PITCH + g / 2 * (8 * BM / TM) + g % 2 * 4;
            const float4 all = *reinterpret_cast<const float4*>(from);
            $split(all.x, big_a[k][0], small_a[k][0]);
            $split(all.y, big_a[k][1], small_a[k][1]);
            $split(all.z, big_a[k][2], small_a[k][2]);
            $split(all.w, big_a[k][3], small_a[k][3]);
          }
          // Tensor cores cut what they add up; these sums are short, and added with rounding.
          float sums[TN / 2][4] = {}, apart[TN / 2][4] = {};
          auto& rest = careful.on ? apart : sums;
          #pragma unroll
          for (int k = 0; k < 2; ++k) {
            #pragma unroll
            for (int j = 0; j < TN / 2; ++j) $mma(rest[j], small_a[k], big_b[k][j]);
            #pragma unroll
            for (int j = 0; j < TN / 2; ++j) $mma(rest[j], big_a[k], small_b[k][j]);
          }
          #pragma unroll
          for (int k = 0; k < 2; ++k) {
            #pragma unroll
            for (int j = 0; j < TN / 2; ++j) $mma(sums[j], big_a[k], big_b[k][j]);
          }
          #pragma unroll
          for (int j = 0; j < TN / 2; ++j) {
            const int row = 2 * g, column = j / 4 * 8 + j % 4;
            #pragma unroll
            for (int i = 0; i < 4; ++i) {
              if (careful.on && fabsf(sums[j][i]) < INFINITY) sums[j][i] += apart[j][i];
              product[row + i / 2][column + i % 2 * 4] += sums[j][i];
            }
          }
        }
      }
      """;

  /** A line is 4 banks further than 32 of them with each pair of depths. */
  @Override
  public int pad() {
    return 2;
  }

  @Override
  public TileLayout layout() {
    return TileLayout.FRAGMENTS;
  }

  @Override
  public void place(CudaWriter out) {
    out.block(
        """
        // A warp's rows and columns come in bands of 32. A group of 4 lanes reads 4 neighbours in a
        // band, for 4 fragments; a lane gets the 4 rows of its group, and 2 x 4 columns.
        const int lane_x = thread % 4;
        const int lane_y = thread / 4 % 2 * 8 + thread / 8 % 2 * 4 + thread / 16 % 2 * 16;
        constexpr int WARPS_X = BN / (4 * TN);
        const int across = thread / 32 % WARPS_X * 32;
        const int tx = across + lane_x % 2 * 4 + lane_x / 2 * 16, ty = thread / 32 / WARPS_X * 32 + lane_y;
        """);
  }

  @Override
  public boolean takesCare() {
    return true;
  }

  @Override
  public void multiply(CudaWriter out) {
    FragmentHelpers functions = new FragmentHelpers(helpers);
    String text = MULTIPLY.replace("$split", functions.split());
    out.block(text.replace("$mma", functions.mmaTf32()));
  }

  @Override
  public String quad(String g) {
    return "%s / 8 * (8 * BN / TN) + %s / 4 %% 2 * 8 + tx".formatted(g, g);
  }

  @Override
  public String column(String j) {
    return "%s / 8 * (8 * BN / TN) + %s / 4 %% 2 * 8 + tx + %s %% 4".formatted(j, j, j);
  }
}
