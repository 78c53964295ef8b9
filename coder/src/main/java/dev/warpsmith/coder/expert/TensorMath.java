package dev.warpsmith.coder.expert;

/**
 * Multiplies on tensor cores, in three products of TF32 for one of float32.
 *
 * <p>Each float is split into a big and a small part of 11 bits; small times small is left out
 * (Markidis et al. 2018). Tensor cores cut their sums off, so the sum of every 16 products of big
 * parts starts at zero and is then added to {@code product} with ordinary rounding (Ootomo and
 * Yokota, arXiv:2203.03341); what the small parts add is a thousand times smaller and may stay
 * there.
 *
 * <p>The big part is cut, not rounded: the largest floats stay finite. An infinite operand has a
 * small part of NaN, so where the big parts alone come to infinity or NaN, they are the result. (A
 * NaN that only its last 13 bits tell from infinity, which no arithmetic makes, passes for one.)
 */
record TensorMath(Schedule.MatMul schedule, Helpers helpers) implements Fragments {
  private static final String MULTIPLY =
      """
      const float* tile_a = share + stage + lane_x * A_PITCH + ty;
      const float* tile_b = share + stage + SHARE_B + lane_x * B_PITCH + across + lane_y;
      // Every 16 depths are two fragments; a lane has 4 of them, each fourth.
      #pragma unroll
      for (int depth = 0; depth < BK; depth += 16) {
        unsigned big_b[TN / 2][4], small_b[TN / 2][4];
        #pragma unroll
        for (int k = 0; k < 4; ++k) {
          #pragma unroll
          for (int j = 0; j < TN / 2; j += 4) {
            const float* from = tile_b + (depth + 4 * k) * B_PITCH + j * (2 * BN / TN);
            const float4 all = *reinterpret_cast<const float4*>(from);
            $split(all.x, big_b[j][k], small_b[j][k]);
            $split(all.y, big_b[j + 1][k], small_b[j + 1][k]);
            $split(all.z, big_b[j + 2][k], small_b[j + 2][k]);
            $split(all.w, big_b[j + 3][k], small_b[j + 3][k]);
          }
        }
        #pragma unroll
        for (int g = 0; g < TM; g += 4) {
          unsigned big_a[2][8], small_a[2][8];
          #pragma unroll
          for (int k = 0; k < 4; ++k) {
            const float* from = tile_a + (depth + 4 * k) * A_PITCH + g * (BM / TM);
            const float4 all = *reinterpret_cast<const float4*>(from);
            $split(all.x, big_a[0][2 * k], small_a[0][2 * k]);
            $split(all.y, big_a[0][2 * k + 1], small_a[0][2 * k + 1]);
            $split(all.z, big_a[1][2 * k], small_a[1][2 * k]);
            $split(all.w, big_a[1][2 * k + 1], small_a[1][2 * k + 1]);
          }
          #pragma unroll
          for (int i = 0; i < 2; ++i) {
            #pragma unroll
            for (int j = 0; j < TN / 2; ++j) {
              // Tensor cores cut what they add up; these sums are short, and added with rounding.
              float sum[4] = {};
              float (&rest)[4] = correction[g / 2 + i][j];
              #pragma unroll
              for (int k = 0; k < 2; ++k) {
                $mma(rest, small_a[i] + 4 * k, big_b[j] + 2 * k);
                $mma(rest, big_a[i] + 4 * k, small_b[j] + 2 * k);
                $mma(sum, big_a[i] + 4 * k, big_b[j] + 2 * k);
              }
              const int row = g + 2 * i, column = j / 4 * 8 + j % 4;
              product[row][column] += sum[0];
              product[row][column + 4] += sum[1];
              product[row + 1][column] += sum[2];
              product[row + 1][column + 4] += sum[3];
            }
          }
        }
      }
      """;

  @Override
  public void begin(CudaWriter out) {
    out.line("// What the small parts of the operands add.");
    out.line("float correction[TM / 2][TN / 2][4] = {};");
  }

  @Override
  public void multiply(CudaWriter out) {
    FragmentHelpers functions = new FragmentHelpers(helpers);
    String text = MULTIPLY.replace("$split", functions.split());
    out.block(text.replace("$mma", functions.mmaTf32()));
  }

  @Override
  public void finish(CudaWriter out) {
    out.line("// Where the big parts come to infinity or NaN, the small ones are not numbers.");
    out.unrolled("i", "TM").unrolled("j", "TN");
    out.line("const float rest = " + element("correction") + ";");
    out.line("product[i][j] += fabsf(product[i][j]) < INFINITY ? rest : 0.0f;");
    out.close().close();
  }
}
