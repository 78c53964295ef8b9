// schedule row_1: row(threads = 1024, rows = 1, vector = 4, cache = registers, items = 1, split = 1, finish = kernel, online = 0, resident = 2)
// @launch row_1<<<(rows), (1024)>>>(x, y, cols)

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

// Combines the values of 32 neighbouring lanes and returns the result to each of them.
__device__ __forceinline__ float max_number_over_32(float value) {
  #pragma unroll
  for (int offset = 16; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, value, offset);
    value = fmaxf(value, other);
  }
  return value;
}

// Combines the values of the block's 1024 threads and returns the result to each of them.
__device__ __forceinline__ float max_number_over_1024(float value, float* warps) {
  value = max_number_over_32(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  const int lane = threadIdx.x % 32;
  return max_number_over_32(lane < 32 ? warps[lane] : -INFINITY);
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

// y = softmax(x, dim=1)
// A block of 1024 threads computes a row; it stays in registers between passes.
template <bool aligned>
__device__ __forceinline__ void row_1_rows(const float* __restrict__ x, float* __restrict__ y, int cols, float* warps) {
  constexpr int step = aligned ? 1 : 1024;
  const int thread = threadIdx.x;
  const long long row = blockIdx.x;
  const int begin = aligned ? thread * 4 : thread;
  const int end = cols;
  const float* x_i_ptr = x + row * cols;
  float* y_i_ptr = y + row * cols;

  // Pass 1 of 3: the row's max of x_i.
  float y_max_row = -INFINITY;
  float x_i_at[4][4];
  {
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      read4<aligned>(x_i_at[item], x_i_ptr, begin + item * 4096, end, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (begin + item * 4096 + (aligned ? 0 : lane * step) < end) {
          const float x_i = x_i_at[item][lane];
          y_max_row = fmaxf(y_max_row, x_i);
        }
      }
    }
  }
  y_max_row = max_number_over_1024(y_max_row, warps + 0);

  // Pass 2 of 3: the row's sum of y_exp_i.
  float y_sum_row = 0.0f;
  float y_exp_i_at[4][4];
  {
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (begin + item * 4096 + (aligned ? 0 : lane * step) < end) {
          const float x_i = x_i_at[item][lane];
          const float y_exp_i = expf(x_i - y_max_row);
          y_exp_i_at[item][lane] = y_exp_i;
          y_sum_row = y_sum_row + y_exp_i;
        }
      }
    }
  }
  y_sum_row = sum_over_1024(y_sum_row, warps + 32);
  const float y_scale_row = 1.0f / y_sum_row;

  // Pass 3 of 3: the elements of y.
  {
    float y_i_at[4][4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (begin + item * 4096 + (aligned ? 0 : lane * step) < end) {
          const float y_exp_i = y_exp_i_at[item][lane];
          const float y_i = y_exp_i * y_scale_row;
          y_i_at[item][lane] = y_i;
        }
      }
      write4<aligned>(y_i_ptr, y_i_at[item], begin + item * 4096, end, step);
    }
  }
}

extern "C" __global__ void __launch_bounds__(1024, 2) row_1(const float* __restrict__ x, float* __restrict__ y, int cols) {
  __shared__ float warps[64];
  if (cols % 4 == 0) {
    row_1_rows<true>(x, y, cols, warps);
  } else {
    row_1_rows<false>(x, y, cols, warps);
  }
}
