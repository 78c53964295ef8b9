// schedule row_1: row(threads = 256, rows = 1, vector = 4, cache = none, items = 4, split = 1, finish = kernel, online = 0, resident = 6)
// @launch row_1<<<(rows), (256)>>>(x, y, cols)

// A value and where it was found.
struct Extreme {
  float value;
  int index;
};

// Takes an element in if it wins: NaN over all, and the first of equals.
__device__ __forceinline__ void take_arg_max(Extreme& best, float value, int index) {
  if (!(value <= best.value) && best.value == best.value) {
    best.value = value;
    best.index = index;
  }
}

// Returns the one that wins: NaN over all, and the first of equals.
__device__ __forceinline__ Extreme larger(Extreme a, Extreme b) {
  const bool first = a.index < b.index;
  if (a.value != a.value || b.value != b.value) {
    return a.value == a.value || (b.value != b.value && !first) ? b : a;
  }
  return a.value > b.value || (a.value == b.value && first) ? a : b;
}

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
__device__ __forceinline__ Extreme arg_max_over_32(Extreme value) {
  #pragma unroll
  for (int offset = 16; offset > 0; offset /= 2) {
    const Extreme other = {__shfl_xor_sync(0xffffffffu, value.value, offset), __shfl_xor_sync(0xffffffffu, value.index, offset)};
    value = larger(value, other);
  }
  return value;
}

// Combines the values of 8 neighbouring lanes and returns the result to each of them.
__device__ __forceinline__ Extreme arg_max_over_8(Extreme value) {
  #pragma unroll
  for (int offset = 4; offset > 0; offset /= 2) {
    const Extreme other = {__shfl_xor_sync(0xffffffffu, value.value, offset), __shfl_xor_sync(0xffffffffu, value.index, offset)};
    value = larger(value, other);
  }
  return value;
}

// Combines the values of the block's 256 threads and returns the result to each of them.
__device__ __forceinline__ Extreme arg_max_over_256(Extreme value, Extreme* warps) {
  value = arg_max_over_32(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  const int lane = threadIdx.x % 8;
  return arg_max_over_8(lane < 8 ? warps[lane] : Extreme{-INFINITY, 0x7fffffff});
}

// y = argmax(x, dim=1)
// A block of 256 threads computes a row.
template <bool aligned>
__device__ __forceinline__ void row_1_rows(const float* __restrict__ x, long long* __restrict__ y, int cols, float* warps) {
  constexpr int step = aligned ? 1 : 256;
  const int thread = threadIdx.x;
  const long long row = blockIdx.x;
  const int begin = aligned ? thread * 4 : thread;
  const int end = cols;
  const float* x_i_ptr = x + row * cols;

  // Pass 1 of 1: the row's argmax of x_i.
  Extreme y_row = {-INFINITY, begin};
  for (int first = begin; first < end; first += 4096) {
    float x_i_at[4][4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      read4<aligned>(x_i_at[item], x_i_ptr, first + item * 1024, end, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (first + item * 1024 + (aligned ? 0 : lane * step) < end) {
          const float x_i = x_i_at[item][lane];
          take_arg_max(y_row, x_i, first + item * 1024 + lane * step);
        }
      }
    }
  }
  y_row = arg_max_over_256(y_row, reinterpret_cast<Extreme*>(warps + 0));
  if (thread == 0) {
    y[row] = y_row.index;
  }
}

extern "C" __global__ void __launch_bounds__(256, 6) row_1(const float* __restrict__ x, long long* __restrict__ y, int cols) {
  __shared__ __align__(16) float warps[64];
  if (cols % 4 == 0) {
    row_1_rows<true>(x, y, cols, warps);
  } else {
    row_1_rows<false>(x, y, cols, warps);
  }
}
