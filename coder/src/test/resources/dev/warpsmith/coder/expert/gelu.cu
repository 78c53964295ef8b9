// schedule pointwise_1: pointwise(block = 256, vector = 4, items = 2, walk = flat)
// @launch pointwise_1<<<(ceildiv(rows * cols, 2048)), (256)>>>(x, y, rows * cols)

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

// y = gelu(x)
// Each thread computes 2 x 4 elements, loaded before the first is used.
template <bool aligned>
__device__ __forceinline__ void pointwise_1_elements(const float* __restrict__ x, float* __restrict__ y, int elements) {
  constexpr int step = aligned ? 1 : 256;
  const int begin = (int)blockIdx.x * 2048 + (aligned ? threadIdx.x * 4 : threadIdx.x);
  const int end = elements;
  float x_i_at[2][4];
  float y_i_at[2][4];
  #pragma unroll
  for (int item = 0; item < 2; ++item) {
    read4<aligned>(x_i_at[item], x, begin + item * 1024, end, step);
  }
  #pragma unroll
  for (int item = 0; item < 2; ++item) {
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (begin + item * 1024 + (aligned ? 0 : lane * step) < end) {
        const float x_i = x_i_at[item][lane];
        const float y_i = 0.5f * x_i * (1.0f + erff(x_i * 0.70710678118654752f));
        y_i_at[item][lane] = y_i;
      }
    }
    write4<aligned>(y, y_i_at[item], begin + item * 1024, end, step);
  }
}

extern "C" __global__ void __launch_bounds__(256) pointwise_1(const float* __restrict__ x, float* __restrict__ y, int elements) {
  if (((int)blockIdx.x + 1) * 2048 <= elements || elements % 4 == 0) {
    pointwise_1_elements<true>(x, y, elements);
  } else {
    pointwise_1_elements<false>(x, y, elements);
  }
}
