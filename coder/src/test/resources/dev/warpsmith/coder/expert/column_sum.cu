// schedule column_1: column(x = 32, y = 8, vector = 4, cache = none, items = 4, split = 20, finish = last, online = 0, resident = 5)
// @scratch y_row_parts: f32[20, cols]
// @launch column_1_pass1<<<(ceildiv(cols, 128), max(1, min(20, ceildiv(rows, 8)))), (256)>>>(x, y_row_parts, y, rows, cols)

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

// Tells whether all other blocks that share a ticket were here; then it sees what they wrote,
// and the ticket is as before the first.
__device__ __forceinline__ bool last_block(unsigned int* ticket, unsigned int shares) {
  __shared__ bool last;
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    last = atomicInc(ticket, shares - 1) == shares - 1;
    __threadfence();
  }
  __syncthreads();
  return last;
}

// Reads 4 elements before `end`: neighbours at once if `aligned`, else every `step`-th.
template <bool aligned>
__device__ __forceinline__ void read_latest4(float (&to)[4], const float* from, int first, int end, int step) {
  if constexpr (aligned) {
    if (first < end) {
      const float4 all = __ldcg(reinterpret_cast<const float4*>(from + first));
      to[0] = all.x; to[1] = all.y; to[2] = all.z; to[3] = all.w;
    }
  } else {
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      if (first + lane * step < end) to[lane] = __ldcg(from + first + lane * step);
    }
  }
}

// y = sum(x, dim=0)
// 20 blocks share 128 columns; 8 rows of threads share the reduced elements; the last of them combines what all left.
__device__ unsigned int column_1_tickets[32];

template <bool aligned>
__device__ __forceinline__ void column_1_pass1_tile(const float* __restrict__ x, float* __restrict__ y_row_parts, float* __restrict__ y, int rows, int cols, float* share) {
  constexpr int step = aligned ? 1 : 32;
  const int tx = threadIdx.x % 32;
  const int ty = threadIdx.x / 32;
  const long long tiles = (cols + 127ll) / 128;
  const long long outer = blockIdx.x / tiles;
  const int column = blockIdx.x % tiles * 128 + (aligned ? tx * 4 : tx);
  const int columns = cols;
  const int shares = min(20, max(1, (int)((rows + 7ll) / 8)));
  const int length = (rows + shares - 1) / shares;
  const int begin = blockIdx.y * length + ty;
  const int end = min((blockIdx.y + 1) * length, rows);
  const float* x_i_ptr = x;

  // Pass 1 of 1.
  float y_row_at[4];
  #pragma unroll
  for (int lane = 0; lane < 4; ++lane) {
    y_row_at[lane] = 0.0f;
  }
  for (int first = begin; first < end; first += 32) {
    float x_i_at[4][4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      if (first + item * 8 < end) read4<aligned>(x_i_at[item], x_i_ptr + (first + item * 8) * columns, column, columns, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      if (first + item * 8 < end) {
        #pragma unroll
        for (int lane = 0; lane < 4; ++lane) {
          if (column + (aligned ? 0 : lane * step) < columns) {
            const float x_i = x_i_at[item][lane];
            y_row_at[lane] = y_row_at[lane] + x_i;
          }
        }
      }
    }
  }
  float* y_row_share = share + 0;
  #pragma unroll
  for (int lane = 0; lane < 4; ++lane) {
    y_row_share[(lane * 8 + ty) * 32 + tx] = y_row_at[lane];
  }
  __syncthreads();
  #pragma unroll
  for (int lane = 0; lane < 4; ++lane) {
    float all = 0.0f;
    for (int part = 0; part < 8; part += 1) {
      all = all + y_row_share[(lane * 8 + part) * 32 + tx];
    }
    y_row_at[lane] = all;
  }
  if (ty == 0) {
    write4<aligned>(y_row_parts + ((long long)blockIdx.y * 1 + outer) * columns, y_row_at, column, columns, step);
  }
  if (last_block(column_1_tickets + blockIdx.x, shares)) {
    float y_row_at[4];
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      y_row_at[lane] = 0.0f;
    }
    for (int part = ty; part < shares; part += 8) {
      float part_at[4];
      read_latest4<aligned>(part_at, y_row_parts + ((long long)part * 1 + outer) * columns, column, columns, step);
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (column + lane * step < columns) y_row_at[lane] = y_row_at[lane] + part_at[lane];
      }
    }
    float* y_row_share = share + 0;
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      y_row_share[(lane * 8 + ty) * 32 + tx] = y_row_at[lane];
    }
    __syncthreads();
    #pragma unroll
    for (int lane = 0; lane < 4; ++lane) {
      float all = 0.0f;
      for (int part = 0; part < 8; part += 1) {
        all = all + y_row_share[(lane * 8 + part) * 32 + tx];
      }
      y_row_at[lane] = all;
    }
    if (ty == 0) {
      write4<aligned>(y + outer * columns, y_row_at, column, columns, step);
    }
  }
}

extern "C" __global__ void __launch_bounds__(256, 5) column_1_pass1(const float* __restrict__ x, float* __restrict__ y_row_parts, float* __restrict__ y, int rows, int cols) {
  __shared__ __align__(16) float share[1024];
  if (cols % 4 == 0) {
    column_1_pass1_tile<true>(x, y_row_parts, y, rows, cols, share);
  } else {
    column_1_pass1_tile<false>(x, y_row_parts, y, rows, cols, share);
  }
}
