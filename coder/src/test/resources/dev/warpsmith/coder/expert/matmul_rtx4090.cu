// schedule matmul_1: matmul(bm = 128, bn = 128, bk = 16, tm = 8, tn = 8, stages = 2, group = 1, split = 1)
// @launch matmul_1<<<(ceildiv(m, 128) * ceildiv(n, 128)), (256)>>>(a, b, c, n, m, k)

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

// Returns an element, or 0 without reading it if `missing` has bits.
__device__ __forceinline__ float read_unless(const float* from, unsigned missing) {
  float value = 0;
  asm("{ .reg .pred none; setp.eq.u32 none, %2, 0; @none ld.global.nc.f32 %0, [%1]; }"
      : "+f"(value) : "l"(__cvta_generic_to_global(from)), "r"(missing));
  return value;
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

// c = matmul(a, b)
// Stores what becomes of 4 neighbours.
template <bool aligned>
__device__ __forceinline__ void matmul_1_store(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int n, int m, int k, const float (&product)[4], int batch, int row, int first) {
  float c_i_at[4];
  #pragma unroll
  for (int lane = 0; lane < 4; ++lane) {
    const float c_i = product[lane];
    c_i_at[lane] = c_i;
  }
  write4<aligned>(c + (row) * n, c_i_at, first, n, 1);
}

// A block computes a tile of 128 x 128 in steps of 16; a thread 8 x 8 of it in registers.
extern "C" __global__ void __launch_bounds__(256, 2) matmul_1(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int n, int m, int k) {
  __shared__ __align__(16) float share[8448];
  constexpr int BM = 128, BN = 128, BK = 16;
  constexpr int TM = 8, TN = 8;
  constexpr int A_PITCH = BM + 4, B_PITCH = BN + 4;
  constexpr int SHARE_A = 0, SHARE_B = BK * A_PITCH;
  constexpr int STAGE = BK * (A_PITCH + B_PITCH);
  const int thread = threadIdx.x;
  const int tiles_m = (m + BM - 1) / BM;
  const int tiles_n = (n + BN - 1) / BN;
  int tile = blockIdx.x;
  constexpr int begin = 0;
  const int end = k;
  const int row0 = tile / tiles_n * BM;
  const int column0 = tile % tiles_n * BN;
  // The lanes of a warp cover a rectangle; a thread's rows and columns come in fours.
  const int lane_x = thread % 8, lane_y = thread % 32 / 8;
  constexpr int WARPS_X = BN / TN / 8;
  const int tx = (thread / 32 % WARPS_X * 8 + lane_x) * 4;
  const int ty = (thread / 32 / WARPS_X * 4 + lane_y) * 4;
  constexpr int A_LINES = 128, A_REACH = 8;
  constexpr int A_SWEEPS = BM / A_LINES, A_STEPS = BK / A_REACH;
  const bool quads_a = k % 4 == 0;
  const int line_a = thread / 2 % A_LINES;
  const int deep_a = (thread % 2 + thread / (2 * A_LINES) * 2) * 4;
  const float* from_a[A_SWEEPS];
  #pragma unroll
  for (int i = 0; i < A_SWEEPS; ++i) {
    const int line = min(row0 + i * A_LINES + line_a, m - 1);
    from_a[i] = a + line * k + begin + deep_a;
  }
  float next_a[A_SWEEPS][A_STEPS][4];
  auto advance_a = [&]() {
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; ++i) from_a[i] += BK;
  };
  // Loads this thread's part of a tile that lies inside, by neighbours.
  auto quick_a = [&]() {
      #pragma unroll
      for (int i = 0; i < A_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < A_STEPS; ++j) {
          read4<true>(next_a[i][j], from_a[i] + j * A_REACH, 0, 1, 1);
        }
      }
    advance_a();
  };
  // Loads this thread's part of the tile at a depth.
  auto load_a = [&](int depth0) {
    if (depth0 + BK <= end && quads_a) {
      quick_a();
      return;
    }
    if (depth0 + BK <= end) {
      #pragma unroll
      for (int i = 0; i < A_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < A_STEPS; ++j) {
          #pragma unroll
          for (int lane = 0; lane < 4; ++lane) {
            next_a[i][j][lane] = __ldg(from_a[i] + j * A_REACH + lane);
          }
        }
      }
    } else {
      #pragma unroll
      for (int i = 0; i < A_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < A_STEPS; ++j) {
          #pragma unroll
          for (int lane = 0; lane < 4; ++lane) {
            next_a[i][j][lane] = read_unless(from_a[i] + j * A_REACH + lane, depth0 + deep_a + j * A_REACH + lane >= end);
          }
        }
      }
    }
    advance_a();
  };
  auto store_a = [&](int stage) {
    float* to = share + stage + SHARE_A + deep_a * A_PITCH + line_a;
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < A_STEPS; ++j) {
        #pragma unroll
        for (int lane = 0; lane < 4; ++lane) {
          to[(j * A_REACH + lane) * A_PITCH + i * A_LINES] = next_a[i][j][lane];
        }
      }
    }
  };
  constexpr int B_DEPTHS = 8, B_REACH = 128;
  constexpr int B_SWEEPS = BK / B_DEPTHS, B_STEPS = BN / B_REACH;
  const bool quads_b = n % 4 == 0;
  const int line_b = thread % (B_REACH / 4) * 4, deep_b = thread / (B_REACH / 4);
  const float* from_b[B_SWEEPS][B_STEPS];
  #pragma unroll
  for (int i = 0; i < B_SWEEPS; ++i) {
    #pragma unroll
    for (int j = 0; j < B_STEPS; ++j) {
      const int line = column0 + j * B_REACH + line_b;
      const int depth = begin + deep_b + i * B_DEPTHS;
      from_b[i][j] = b + depth * n + (quads_b ? min(line, n - 4) : line);
    }
  }
  float next_b[B_SWEEPS][B_STEPS][4];
  auto advance_b = [&]() {
    #pragma unroll
    for (int i = 0; i < B_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < B_STEPS; ++j) from_b[i][j] += BK * n;
    }
  };
  // Loads this thread's part of a tile that lies inside, by neighbours.
  auto quick_b = [&]() {
      #pragma unroll
      for (int i = 0; i < B_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < B_STEPS; ++j) {
          read4<true>(next_b[i][j], from_b[i][j], 0, 1, 1);
        }
      }
    advance_b();
  };
  // Loads this thread's part of the tile at a depth.
  auto load_b = [&](int depth0) {
    if (depth0 + BK <= end && quads_b) {
      quick_b();
      return;
    }
    if (depth0 + BK <= end && column0 + BN <= n) {
      #pragma unroll
      for (int i = 0; i < B_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < B_STEPS; ++j) {
          #pragma unroll
          for (int lane = 0; lane < 4; ++lane) {
            next_b[i][j][lane] = __ldg(from_b[i][j] + lane);
          }
        }
      }
    } else {
      #pragma unroll
      for (int i = 0; i < B_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < B_STEPS; ++j) {
          #pragma unroll
          for (int lane = 0; lane < 4; ++lane) {
            next_b[i][j][lane] = read_unless(from_b[i][j] + lane, depth0 + deep_b + i * B_DEPTHS >= end || column0 + j * B_REACH + line_b + lane >= n);
          }
        }
      }
    }
    advance_b();
  };
  auto store_b = [&](int stage) {
    float* to = share + stage + SHARE_B + deep_b * B_PITCH + line_b;
    #pragma unroll
    for (int i = 0; i < B_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < B_STEPS; ++j) {
        const float* all = next_b[i][j];
        float* quad = to + i * B_DEPTHS * B_PITCH + j * B_REACH;
        *reinterpret_cast<float4*>(__builtin_assume_aligned(quad, 16)) =
            make_float4(all[0], all[1], all[2], all[3]);
      }
    }
  };
  float product[TM][TN] = {};
  auto multiply = [&](int stage) {
    const float* tile_a = share + stage + ty;
    const float* tile_b = share + stage + SHARE_B + tx;
    #pragma unroll
    for (int depth = 0; depth < BK; ++depth) {
      float part_a[TM], part_b[TN];
      #pragma unroll
      for (int g = 0; g < TM; g += 4) {
        const float4 all = *reinterpret_cast<const float4*>(tile_a + depth * A_PITCH + g * (BM / TM));
        part_a[g + 0] = all.x;
        part_a[g + 1] = all.y;
        part_a[g + 2] = all.z;
        part_a[g + 3] = all.w;
      }
      #pragma unroll
      for (int g = 0; g < TN; g += 4) {
        const float4 all = *reinterpret_cast<const float4*>(tile_b + depth * B_PITCH + g * (BN / TN));
        part_b[g + 0] = all.x;
        part_b[g + 1] = all.y;
        part_b[g + 2] = all.z;
        part_b[g + 3] = all.w;
      }
      #pragma unroll
      for (int i = 0; i < TM; ++i) {
        #pragma unroll
        for (int j = 0; j < TN; ++j) {
          product[i][j] = fmaf(part_a[i], part_b[j], product[i][j]);
        }
      }
    }
  };
  if (begin < end) {
    load_a(begin);
    load_b(begin);
  }
  int stage = 0;
  int depth0 = begin;
  // The next loads are on their way while what is in shared memory is multiplied.
  if (quads_a && quads_b) {
    for (; depth0 + 2 * BK <= end; depth0 += BK) {
      store_a(stage);
      store_b(stage);
      __syncthreads();
      quick_a();
      quick_b();
      multiply(stage);
      stage = STAGE - stage;
    }
  }
  for (; depth0 < end; depth0 += BK) {
    store_a(stage);
    store_b(stage);
    __syncthreads();
    if (depth0 + BK < end) load_a(depth0 + BK);
    if (depth0 + BK < end) load_b(depth0 + BK);
    multiply(stage);
    stage = STAGE - stage;
  }
  const bool quads = n % 4 == 0;
  #pragma unroll
  for (int i = 0; i < TM; ++i) {
    const int row = row0 + i / 4 * (4 * BM / TM) + ty + i % 4;
    #pragma unroll
    for (int g = 0; g < TN; g += 4) {
      const int first = column0 + g * (BN / TN) + tx;
      if (row < m) {
        const float* of = product[i] + g;
        const float part[4] = {of[0], of[1], of[2], of[3]};
        if (quads) {
          matmul_1_store<true>(a, b, c, n, m, k, part, 0, row, first);
        } else {
          matmul_1_store<false>(a, b, c, n, m, k, part, 0, row, first);
        }
      }
    }
  }
}
