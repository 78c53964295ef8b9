// schedule transpose_1: transpose(columns = 64, rows = 64, threads = 256, load = 1, store = 4, layout = padded)
// @launch transpose_1<<<(ceildiv(rows, 64) * ceildiv(cols, 64)), (256)>>>(x, y, rows, cols)

// Reads one element if it lies before `end`.
__device__ __forceinline__ void read1(float (&to)[1], const float* from, int first, int end) {
  if (first < end) to[0] = __ldg(from + first);
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
// A block turns a tile of 64 x 64 in shared memory, padded.
template <bool wide_out>
__device__ __forceinline__ void transpose_1_tile(const float* __restrict__ x, float* __restrict__ y, int rows, int cols, float* __restrict__ x_i_tile) {
  int block = blockIdx.x;
  const int column0 = block % ((cols + 63) / 64) * 64;
  block /= ((cols + 63) / 64);
  const int row0 = block * 64;
  const int in_x = threadIdx.x % 32;
  const int in_y = threadIdx.x / 32;
  const int out_x = threadIdx.x % 8;
  const int out_y = threadIdx.x / 8;
  float x_i_at[16][1];
  #pragma unroll
  for (int item = 0; item < 16; ++item) {
    const int row_at = item / 2 * 8 + in_y;
    const int column_at = item % 2 * 32 + in_x * 1;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    if (row < rows) {
      read1(x_i_at[item], x + row * cols, column, cols);
    }
  }
  #pragma unroll
  for (int item = 0; item < 16; ++item) {
    const int row_at = item / 2 * 8 + in_y;
    const int column_at = item % 2 * 32 + in_x * 1;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    #pragma unroll
    for (int lane = 0; lane < 1; ++lane) {
      if (row < rows && column < cols) {
        const float x_i = x_i_at[item][lane];
        x_i_tile[(column_at) * 65 + row_at] = x_i;
      }
    }
  }
  __syncthreads();
  #pragma unroll
  for (int item = 0; item < 4; ++item) {
    const int column_at = item / 2 * 32 + out_y;
    const int row_at = item % 2 * 32 + out_x * 4;
    const int row = row0 + row_at;
    const int column = column0 + column_at;
    float y_i_at[4];
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (column < cols && row + lane < rows) y_i_at[lane] = x_i_tile[(column_at) * 65 + row_at + lane];
    }
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

extern "C" __global__ void __launch_bounds__(256) transpose_1(const float* __restrict__ x, float* __restrict__ y, int rows, int cols) {
  __shared__ __align__(16) float x_i_tile[4160];
  if (rows % 4 == 0) {
    transpose_1_tile<true>(x, y, rows, cols, x_i_tile);
  } else {
    transpose_1_tile<false>(x, y, rows, cols, x_i_tile);
  }
}
