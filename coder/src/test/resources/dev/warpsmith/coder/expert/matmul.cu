// schedule matmul_1: matmul(bm = 128, bn = 128, bk = 8, tm = 8, tn = 8, stages = 2)
// @launch matmul_1<<<(ceildiv(m, 128) * ceildiv(n, 128)), (256)>>>(a, b, c, m, k, n)

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

// c = matmul(a, b)
// A block computes a tile of 128 x 128 in steps of 8; a thread 8 x 8 of it in registers.
template <bool aligned>
__device__ __forceinline__ void matmul_1_tile(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int m, int k, int n, float* share_a, float* share_b) {
  constexpr int BM = 128, BN = 128, BK = 8;
  constexpr int TM = 8, TN = 8;
  constexpr int THREADS = 256;
  constexpr int A_LINE = BM + 4, B_LINE = BN + 4;
  constexpr int A_LOADS = BM * BK / 4 / THREADS, B_LOADS = BN * BK / 4 / THREADS;
  const int thread = threadIdx.x;
  const int tiles = (n + BN - 1) / BN;
  const int row0 = blockIdx.x / tiles * BM;
  const int column0 = blockIdx.x % tiles * BN;
  // A thread's rows and columns come in groups of 4, spread over the tile.
  const int tx = thread % (BN / TN) * 4, ty = thread / (BN / TN) * 4;
  float next_a[A_LOADS][4];
  // Loads this thread's part of the tiles at a depth into registers; 0 lies outside.
  auto load_a = [&](int depth0) {
    #pragma unroll
    for (int i = 0; i < A_LOADS; ++i) {
      const int at = i * THREADS + thread;
      const int line = row0 + at / (BK / 4);
      const int depth = depth0 + at % (BK / 4) * 4;
      const int offset = (int)line * k + depth;
      next_a[i][0] = next_a[i][1] = next_a[i][2] = next_a[i][3] = 0.0f;
      if (aligned) {
        if (line < m && depth < k) {
          const float4 all = __ldg(reinterpret_cast<const float4*>(a + offset));
          next_a[i][0] = all.x; next_a[i][1] = all.y; next_a[i][2] = all.z; next_a[i][3] = all.w;
        }
      } else {
        #pragma unroll
        for (int j = 0; j < 4; ++j) {
          if (line < m && depth + j < k) next_a[i][j] = __ldg(a + offset + j);
        }
      }
    }
  };
  float next_b[B_LOADS][4];
  // Loads this thread's part of the tiles at a depth into registers; 0 lies outside.
  auto load_b = [&](int depth0) {
    #pragma unroll
    for (int i = 0; i < B_LOADS; ++i) {
      const int at = i * THREADS + thread;
      const int line = column0 + at % (128 / 4) * 4;
      const int depth = depth0 + at / (128 / 4);
      const int offset = (int)depth * n + line;
      next_b[i][0] = next_b[i][1] = next_b[i][2] = next_b[i][3] = 0.0f;
      if (aligned) {
        if (depth < k && line < n) {
          const float4 all = __ldg(reinterpret_cast<const float4*>(b + offset));
          next_b[i][0] = all.x; next_b[i][1] = all.y; next_b[i][2] = all.z; next_b[i][3] = all.w;
        }
      } else {
        #pragma unroll
        for (int j = 0; j < 4; ++j) {
          if (depth < k && line + j < n) next_b[i][j] = __ldg(b + offset + j);
        }
      }
    }
  };
  // Stores the loaded parts in shared memory, so that a tile's lines run along its depth.
  auto store = [&](int stage) {
    float* a_tile = share_a + stage * BK * A_LINE;
    float* b_tile = share_b + stage * BK * B_LINE;
    #pragma unroll
    for (int i = 0; i < A_LOADS; ++i) {
      const int at = i * THREADS + thread;
      #pragma unroll
      for (int j = 0; j < 4; ++j) {
        a_tile[(at % (BK / 4) * 4 + j) * A_LINE + at / (BK / 4)] = next_a[i][j];
      }
    }
    #pragma unroll
    for (int i = 0; i < B_LOADS; ++i) {
      const int at = i * THREADS + thread;
      float* to = b_tile + at / (BN / 4) * B_LINE + at % (BN / 4) * 4;
      *reinterpret_cast<float4*>(to) = make_float4(next_b[i][0], next_b[i][1], next_b[i][2], next_b[i][3]);
    }
  };

  float product[TM][TN] = {};
  load_a(0);
  load_b(0);
  store(0);
  __syncthreads();
  int stage = 0;
  for (int depth0 = 0; depth0 < k; depth0 += BK) {
    if (depth0 + BK < k) {
      load_a(depth0 + BK);
      load_b(depth0 + BK);
    }
    // Multiply what is in shared memory while the next loads are on their way.
    const float* a_tile = share_a + stage * BK * A_LINE + ty;
    const float* b_tile = share_b + stage * BK * B_LINE + tx;
    #pragma unroll
    for (int depth = 0; depth < BK; ++depth) {
      float a_part[TM], b_part[TN];
      #pragma unroll
      for (int g = 0; g < TM; g += 4) {
        const float4 all = *reinterpret_cast<const float4*>(a_tile + depth * A_LINE + g * (BM / TM));
        a_part[g] = all.x; a_part[g + 1] = all.y; a_part[g + 2] = all.z; a_part[g + 3] = all.w;
      }
      #pragma unroll
      for (int g = 0; g < TN; g += 4) {
        const float4 all = *reinterpret_cast<const float4*>(b_tile + depth * B_LINE + g * (BN / TN));
        b_part[g] = all.x; b_part[g + 1] = all.y; b_part[g + 2] = all.z; b_part[g + 3] = all.w;
      }
      #pragma unroll
      for (int i = 0; i < TM; ++i) {
        #pragma unroll
        for (int j = 0; j < TN; ++j) {
          product[i][j] = fmaf(a_part[i], b_part[j], product[i][j]);
        }
      }
    }
    stage ^= 1;
    if (depth0 + BK < k) store(stage);
    __syncthreads();
  }
  #pragma unroll
  for (int i = 0; i < TM; ++i) {
    const int row = row0 + i / 4 * (4 * BM / TM) + ty + i % 4;
    #pragma unroll
    for (int g = 0; g < TN; g += 4) {
      const int first = column0 + g * (BN / TN) + tx;
      if (row < m) {
        float c_i_at[4];
        #pragma unroll
        for (int lane = 0; lane < 4; ++lane) {
          if (first + (aligned ? 0 : lane) < n) {
            const float c_i = product[i][g + lane];
            c_i_at[lane] = c_i;
          }
        }
        write4<aligned>(c + (int)row * n, c_i_at, first, n, 1);
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256, 2) matmul_1(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int m, int k, int n) {
  __shared__ __align__(16) float share_a[2112];
  __shared__ __align__(16) float share_b[2112];
  if (k % 4 == 0 && n % 4 == 0) {
    matmul_1_tile<true>(a, b, c, m, k, n, share_a, share_b);
  } else {
    matmul_1_tile<false>(a, b, c, m, k, n, share_a, share_b);
  }
}
