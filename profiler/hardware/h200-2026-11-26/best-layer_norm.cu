// schedule row_1: row(threads = 512, rows = 1, vector = 2, cache = shared, items = 1, split = 1, finish = kernel, online = 0, resident = 1)
// @launch row_1<<<(rows), (512), 4 * ((cols + 3) / 4 * 4)>>>(x, weight, bias, y, cols)

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

// Writes 2 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void write2(float* to, const float (&from)[2], int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      *reinterpret_cast<float2*>(to + first) = make_float2(from[0], from[1]);
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 2; ++lane) {
      if (first + lane * step < end) to[first + lane * step] = from[lane];
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

// Combines the values of 16 neighbouring lanes and returns the result to each of them.
__device__ __forceinline__ float sum_over_16(float value) {
  #pragma unroll
  for (int offset = 8; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, value, offset);
    value = value + other;
  }
  return value;
}

// Combines the values of the block's 512 threads and returns the result to each of them.
__device__ __forceinline__ float sum_over_512(float value, float* warps) {
  value = sum_over_32(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  const int lane = threadIdx.x % 16;
  return sum_over_16(lane < 16 ? warps[lane] : 0.0f);
}

// Reads 2 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void read_shared2(float (&to)[2], const float* from, int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      const float2 all = *(reinterpret_cast<const float2*>(from + first));
      to[0] = all.x; to[1] = all.y;
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 2; ++lane) {
      if (first + lane * step < end) to[lane] = *(from + first + lane * step);
    }
  }
}

// centred_mean = mean(x, dim=1, keepdim=true)
// centred = sub(x, centred_mean)
// variance_square = square(centred)
// variance = mean(variance_square, dim=1, keepdim=true)
// normal_add = add(variance, 1.0E-5)
// normal_rsqrt = rsqrt(normal_add)
// normal = mul(centred, normal_rsqrt)
// y_mul = mul(normal, weight)
// y = add(y_mul, bias)
// A block of 512 threads computes a row; it stays in shared memory between passes.
template <bool aligned>
__device__ __forceinline__ void row_1_rows(const float* __restrict__ x, const float* __restrict__ weight, const float* __restrict__ bias, float* __restrict__ y, int cols, float* warps) {
  constexpr int step = aligned ? 1 : 512;
  const int thread = threadIdx.x;
  const long long row = blockIdx.x;
  const int begin = aligned ? thread * 2 : thread;
  const int end = cols;
  extern __shared__ float4 shared_rows[];
  float* row_cache = reinterpret_cast<float*>(shared_rows);
  const float* x_i_ptr = x + row * cols;
  const float* weight_i_ptr = weight;
  const float* bias_i_ptr = bias;
  float* y_i_ptr = y + row * cols;

  // Pass 1 of 3: the row's sum of x_i.
  float centred_mean_sum_row = 0.0f;
  for (int first = begin; first < end; first += 1024) {
    float x_i_at[1][2];
    read2<aligned>(x_i_at[0], x_i_ptr, first, end, step);
    #pragma unroll
    for (int lane = 0; lane < 2; ++lane) {
      if (first + (aligned ? 0 : lane * step) < end) {
        const float x_i = x_i_at[0][lane];
        centred_mean_sum_row = centred_mean_sum_row + x_i;
      }
    }
    write2<aligned>(row_cache, x_i_at[0], first, end, step);
  }
  centred_mean_sum_row = sum_over_512(centred_mean_sum_row, warps + 0);
  const float centred_mean_row = centred_mean_sum_row / (float)cols;

  // Pass 2 of 3: the row's sum of variance_square_i.
  float variance_sum_row = 0.0f;
  for (int first = begin; first < end; first += 1024) {
    float x_i_at[1][2];
    float centred_i_at[1][2];
    read_shared2<aligned>(x_i_at[0], row_cache, first, end, step);
    #pragma unroll
    for (int lane = 0; lane < 2; ++lane) {
      if (first + (aligned ? 0 : lane * step) < end) {
        const float x_i = x_i_at[0][lane];
        const float centred_i = x_i - centred_mean_row;
        centred_i_at[0][lane] = centred_i;
        const float variance_square_i = centred_i * centred_i;
        variance_sum_row = variance_sum_row + variance_square_i;
      }
    }
    write2<aligned>(row_cache, centred_i_at[0], first, end, step);
  }
  variance_sum_row = sum_over_512(variance_sum_row, warps + 32);
  const float variance_row = variance_sum_row / (float)cols;
  const float normal_add_row = variance_row + 1.0E-5f;
  const float normal_rsqrt_row = rsqrtf(normal_add_row);

  // Pass 3 of 3: the elements of y.
  for (int first = begin; first < end; first += 1024) {
    float centred_i_at[1][2];
    read_shared2<aligned>(centred_i_at[0], row_cache, first, end, step);
    float weight_i_at[1][2];
    float bias_i_at[1][2];
    float y_i_at[1][2];
    read2<aligned>(weight_i_at[0], weight_i_ptr, first, end, step);
    read2<aligned>(bias_i_at[0], bias_i_ptr, first, end, step);
    #pragma unroll
    for (int lane = 0; lane < 2; ++lane) {
      if (first + (aligned ? 0 : lane * step) < end) {
        const float centred_i = centred_i_at[0][lane];
        const float normal_i = centred_i * normal_rsqrt_row;
        const float weight_i = weight_i_at[0][lane];
        const float y_mul_i = normal_i * weight_i;
        const float bias_i = bias_i_at[0][lane];
        const float y_i = y_mul_i + bias_i;
        y_i_at[0][lane] = y_i;
      }
    }
    write2<aligned>(y_i_ptr, y_i_at[0], first, end, step);
  }
}

extern "C" __global__ void __launch_bounds__(512) row_1(const float* __restrict__ x, const float* __restrict__ weight, const float* __restrict__ bias, float* __restrict__ y, int cols) {
  __shared__ float warps[64];
  if (cols % 2 == 0) {
    row_1_rows<true>(x, weight, bias, y, cols, warps);
  } else {
    row_1_rows<false>(x, weight, bias, y, cols, warps);
  }
}
