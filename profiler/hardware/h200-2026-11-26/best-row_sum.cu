// schedule row_1: row(threads = 1024, rows = 1, vector = 2, cache = none, items = 4, split = 1, finish = kernel, online = 0, resident = 2)
// @launch row_1<<<(rows), (1024)>>>(x, y, cols)

// Reads 2 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void read2(float (&to)[2], const float* from, int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      const float2 all = __ldg(reinterpret_cast<const float2*>(from + first));
      to[0] = all.x; to[1] = all.y;
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 2; ++lane) {
      if (first + lane * step < end) to[lane] = __ldg(from + first + lane * step);
    }
  }
}

// Combines the values of 32 neighbouring lanes and returns the result to each of them.
__device__ __forceinline__ float sum_over_32(float value) {
  #pragma unroll
  for (int offset = 16; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, value, offset);
    value = value + other;
  }
  return value;
}

// Combines the values of the block's 1024 threads and returns the result to each of them.
__device__ __forceinline__ float sum_over_1024(float value, float* warps) {
  value = sum_over_32(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  const int lane = threadIdx.x % 32;
  return sum_over_32(lane < 32 ? warps[lane] : 0.0f);
}

// y = sum(x, dim=1)
// A block of 1024 threads computes a row.
template <bool aligned>
__device__ __forceinline__ void row_1_rows(const float* __restrict__ x, float* __restrict__ y, int cols, float* warps) {
  constexpr int step = aligned ? 1 : 1024;
  const int thread = threadIdx.x;
  const long long row = blockIdx.x;
  const int begin = aligned ? thread * 2 : thread;
  const int end = cols;
  const float* x_i_ptr = x + row * cols;

  // Pass 1 of 1: the row's sum of x_i.
  float y_row = 0.0f;
  for (int first = begin; first < end; first += 8192) {
    float x_i_at[4][2];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      read2<aligned>(x_i_at[item], x_i_ptr, first + item * 2048, end, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 2; ++lane) {
        if (first + item * 2048 + (aligned ? 0 : lane * step) < end) {
          const float x_i = x_i_at[item][lane];
          y_row = y_row + x_i;
        }
      }
    }
  }
  y_row = sum_over_1024(y_row, warps + 0);
  if (thread == 0) {
    y[row] = y_row;
  }
}

extern "C" __global__ void __launch_bounds__(1024, 2) row_1(const float* __restrict__ x, float* __restrict__ y, int cols) {
  __shared__ float warps[32];
  if (cols % 2 == 0) {
    row_1_rows<true>(x, y, cols, warps);
  } else {
    row_1_rows<false>(x, y, cols, warps);
  }
}
