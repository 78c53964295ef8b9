package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;

/**
 * Multiplies 16-bit floats on tensor cores, which add up in float32.
 *
 * <p>Tiles hold them as float32, so packing two of them rounds nothing. What tensor cores cut off
 * as they add is a thousandth of what a result of 16 bits is rounded by.
 *
 * @param type f16 or bf16
 */
record HalfMath(Schedule.MatMul schedule, Helpers helpers, DType type) implements Fragments {
  private static final String MULTIPLY =
      """
      const float* tile_a = share + stage + lane_x * A_PITCH + ty;
      const float* tile_b = share + stage + SHARE_B + lane_x * B_PITCH + across + lane_y;
      // Every 16 depths are a fragment; a lane has 4 of them, each fourth, two in a register.
      #pragma unroll
      for (int depth = 0; depth < BK; depth += 16) {
        unsigned pairs_b[TN / 2][2];
        #pragma unroll
        for (int k = 0; k < 2; ++k) {
          #pragma unroll
          for (int j = 0; j < TN / 2; j += 4) {
            const float* from = tile_b + (depth + 8 * k) * B_PITCH + j * (2 * BN / TN);
            const float4 low = *reinterpret_cast<const float4*>(from);
            const float4 high = *reinterpret_cast<const float4*>(from + 4 * B_PITCH);
            pairs_b[j][k] = $pack(low.x, high.x);
            pairs_b[j + 1][k] = $pack(low.y, high.y);
            pairs_b[j + 2][k] = $pack(low.z, high.z);
            pairs_b[j + 3][k] = $pack(low.w, high.w);
          }
        }
        #pragma unroll
        for (int g = 0; g < TM; g += 4) {
          unsigned pairs_a[2][4];
          #pragma unroll
          for (int k = 0; k < 2; ++k) {
            const float* from = tile_a + (depth + 8 * k) * A_PITCH + g * (BM / TM);
            const float4 low = *reinterpret_cast<const float4*>(from);
            const float4 high = *reinterpret_cast<const float4*>(from + 4 * A_PITCH);
            pairs_a[0][2 * k] = $pack(low.x, high.x);
            pairs_a[0][2 * k + 1] = $pack(low.y, high.y);
            pairs_a[1][2 * k] = $pack(low.z, high.z);
            pairs_a[1][2 * k + 1] = $pack(low.w, high.w);
          }
          #pragma unroll
          for (int i = 0; i < 2; ++i) {
            #pragma unroll
            for (int j = 0; j < TN / 2; ++j) {
              $mma(sums[g / 2 + i][j], pairs_a[i], pairs_b[j]);
            }
          }
        }
      }
      """;

  @Override
  public void begin(CudaWriter out) {
    out.line("float sums[TM / 2][TN / 2][4] = {};");
  }

  @Override
  public void multiply(CudaWriter out) {
    FragmentHelpers functions = new FragmentHelpers(helpers);
    String text = MULTIPLY.replace("$pack", functions.packed(type));
    out.block(text.replace("$mma", functions.mma(type)));
  }

  @Override
  public void finish(CudaWriter out) {
    out.unrolled("i", "TM").unrolled("j", "TN");
    out.line("product[i][j] = " + element("sums") + ";");
    out.close().close();
  }
}
