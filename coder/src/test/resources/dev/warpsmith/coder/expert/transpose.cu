// schedule transpose_1: transpose(columns = 64, rows = 64, threads = 128, load = 4, store = 4, layout = swizzled)
// @launch transpose_1<<<(ceildiv(rows, 64) * ceildiv(cols, 64)), (128)>>>(x, y, rows, cols)

// Reads 4 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void read4(float (&to)[4], const float* from, int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      const float4 all = __ldg(reinterpret_cast<const float4*>(from + first));
      to[0] = all.x; to[1] = all.y; to[2] = all.z; to[3] = all.w;
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (first + lane * step < end) to[lane] = __ldg(from + first + lane * step);
    }
  }
}

// Reads 4 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void read_shared4(float (&to)[4], const float* from, int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      const float4 all = *(reinterpret_cast<const float4*>(from + first));
      to[0] = all.x; to[1] = all.y; to[2] = all.z; to[3] = all.w;
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (first + lane * step < end) to[lane] = *(from + first + lane * step);
    }
  }
}

// Writes 4 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void write4(float* to, const float (&from)[4], int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      *reinterpret_cast<float4*>(to + first) = make_float4(from[0], from[1], from[2], from[3]);
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (first + lane * step < end) to[first + lane * step] = from[lane];
    }
  }
}

// y = permute(x, dims=[1, 0])
// A block turns a tile of 64 x 64 in shared memory, swizzled.
template <bool wide_in, bool wide_out>
__device__ __forceinline__ void transpose_1_tile(const float* __restrict__ x, float* __restrict__ y, int rows, int cols, float* __restrict__ x_i_tile) {
  int block = blockIdx.x;
  const int column0 = block % ((cols + 63) / 64) * 64;
  block /= ((cols + 63) / 64);
  const int row0 = block * 64;
  const int in_x = threadIdx.x % 8;
  const int in_y = threadIdx.x / 8;
  const int out_x = threadIdx.x % 8;
  const int out_y = threadIdx.x / 8;
  float x_i_at[8][4];
  #pragma unroll
  for (int item = 0; item < 8; ++item) {
    const int row_at = (item / 8 * 16 + in_y) * 4 + item % 4;
    const int column_at = item / 4 % 2 * 32 + in_x * 4;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    if (row < rows) {
      read4<wide_in>(x_i_at[item], x + row * cols, column, cols, 1);
    }
  }
  float x_i_piece[8][4] = {};
  #pragma unroll
  for (int item = 0; item < 8; ++item) {
    const int row_at = (item / 8 * 16 + in_y) * 4 + item % 4;
    const int column_at = item / 4 % 2 * 32 + in_x * 4;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (row < rows && column + lane < cols) {
        const float x_i = x_i_at[item][lane];
        x_i_piece[item][lane] = x_i;
      }
    }
  }
  #pragma unroll
  for (int item = 0; item < 8; ++item) {
    const int row_at = (item / 8 * 16 + in_y) * 4 + item % 4;
    const int column_at = item / 4 % 2 * 32 + in_x * 4;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    if (item % 4 == 0) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        *reinterpret_cast<float4*>(x_i_tile + (column_at + lane) * 64 + (row_at / 4 ^ (column_at / 4 & 7)) * 4) = make_float4(x_i_piece[item][lane], x_i_piece[item + 1][lane], x_i_piece[item + 2][lane], x_i_piece[item + 3][lane]);
      }
    }
  }
  __syncthreads();
  #pragma unroll
  for (int item = 0; item < 8; ++item) {
    const int column_at = item / 2 * 16 + out_y;
    const int row_at = item % 2 * 32 + out_x * 4;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    float y_i_at[4];
    read_shared4<true>(y_i_at, x_i_tile, (column_at) * 64 + (row_at / 4 ^ (column_at / 4 & 7)) * 4, 2147483647, 1);
    float y_i_kept[4];
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (column < cols && row + lane < rows) {
        const float y_i = y_i_at[lane];
        y_i_kept[lane] = y_i;
      }
    }
    if (column < cols) write4<wide_out>(y + column * rows, y_i_kept, row, rows, 1);
  }
}

extern "C" __global__ void __launch_bounds__(128) transpose_1(const float* __restrict__ x, float* __restrict__ y, int rows, int cols) {
  __shared__ __align__(16) float x_i_tile[4096];
  if (cols % 4 == 0) {
    if (rows % 4 == 0) {
      transpose_1_tile<true, true>(x, y, rows, cols, x_i_tile);
    } else {
      transpose_1_tile<true, false>(x, y, rows, cols, x_i_tile);
    }
  } else {
    if (rows % 4 == 0) {
      transpose_1_tile<false, true>(x, y, rows, cols, x_i_tile);
    } else {
      transpose_1_tile<false, false>(x, y, rows, cols, x_i_tile);
    }
  }
}
