// schedule scan_1: scan(threads = 256, rows = 1, vector = 4, items = 4, carry = loop)
// @launch scan_1<<<(ceildiv(rows, 1)), (256)>>>(x, y, cols, rows)

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

// Combines the values of the lanes before this one, of 32 neighbours, and of all of them.
__device__ __forceinline__ float sum_before_32(float value, float& total) {
  const int lane = threadIdx.x % 32;
  #pragma unroll
  for (int offset = 1; offset < 32; offset *= 2) {
    const float other = __shfl_up_sync(0xffffffffu, value, offset, 32);
    if (lane >= offset) value = other + value;
  }
  total = __shfl_sync(0xffffffffu, value, 31, 32);
  const float before = __shfl_up_sync(0xffffffffu, value, 1, 32);
  return lane == 0 ? 0.0f : before;
}

// y = cumsum(x, dim=1)
// 256 threads scan a row, 4096 elements at a time.
template <bool aligned>
__device__ __forceinline__ void scan_1_chunks(const float* __restrict__ x, float* __restrict__ y, int cols, int rows, float (*warps)[32]) {
  constexpr int step = 1;
  const int row = blockIdx.x;
  const int thread = threadIdx.x;
  const int end = cols;
  float running = 0.0f, rest = 0.0f;
  int turn = 0;
  for (int chunk = 0; chunk < cols; chunk += 4096) {
    const int begin = chunk + thread * 4;
    float x_i_at[4][4];
    float y_i_at[4][4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      read4<aligned>(x_i_at[item], x + row * cols, begin + item * 1024, end, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (begin + item * 1024 + (aligned ? 0 : lane * step) < end) {
          const float x_i = x_i_at[item][lane];
        }
      }
    }
    float before[4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      const int first = begin + item * 1024;
      float sum = 0.0f;
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (first + lane < end) sum = sum + x_i_at[item][lane];
        y_i_at[item][lane] = sum;
      }
      before[item] = sum;
    }
    const int warp = threadIdx.x / 32;
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      float total;
      before[item] = sum_before_32(before[item], total);
      if (threadIdx.x % 32 == 0) warps[turn][item * 8 + warp] = total;
    }
    __syncthreads();
    const float share = threadIdx.x % 32 < 32 ? warps[turn][threadIdx.x % 32] : 0.0f;
    float total;
    const float part = sum_before_32(share, total);
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      const float other = __shfl_sync(0xffffffffu, part, item * 8 + warp);
      before[item] = other + before[item];
      before[item] = running + (rest + before[item]);
    }
    const float through = running + total;
    const float added = through - running;
    const float lost = (running - (through - added)) + (total - added);
    if (lost == lost) rest += lost; // not if a sum is infinite
    running = through;
    turn ^= 1;
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        y_i_at[item][lane] = before[item] + y_i_at[item][lane];
      }
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (begin + item * 1024 + (aligned ? 0 : lane * step) < end) {
          const float y_i = y_i_at[item][lane];
        }
      }
      write4<aligned>(y + row * cols, y_i_at[item], begin + item * 1024, end, step);
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) scan_1(const float* __restrict__ x, float* __restrict__ y, int cols, int rows) {
  __shared__ float warps[2][32];
  if (cols % 4 == 0) {
    scan_1_chunks<true>(x, y, cols, rows, warps);
  } else {
    scan_1_chunks<false>(x, y, cols, rows, warps);
  }
}
