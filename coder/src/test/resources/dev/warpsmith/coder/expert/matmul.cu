// schedule matmul_1: matmul(bm = 128, bn = 64, bk = 16, tm = 8, tn = 8, stages = 2, group = 1, split = 1, arithmetic = tf32x3)
// @launch matmul_1<<<(ceildiv(m, 128) * ceildiv(n, 64)), (128)>>>(a, b, c, n, m, k)

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

// Splits a float into its first 11 bits and what is left, rounded to 11: tensor cores read no
// more of a register than these.
__device__ __forceinline__ void split_tf32(float x, unsigned& big, unsigned& small) {
  big = __float_as_uint(x) & 0xffffe000u;
  small = __float_as_uint(x - __uint_as_float(big)) + 0x1000u;
}

// Adds the product of 16 x 8 and 8 x 8 elements to 16 x 8 sums, all shared by a warp.
__device__ __forceinline__ void mma_tf32(float (&sums)[4], const unsigned* a, const unsigned* b) {
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// A choice that is made at compile time.
template <bool value>
struct Choice {
  static constexpr bool on = value;
};

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

// A block computes a tile of 128 x 64 in steps of 16; a warp 64 x 32 of it on tensor cores.
extern "C" __global__ void __launch_bounds__(128, 2) matmul_1(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int n, int m, int k) {
  __shared__ __align__(16) float share[6272];
  constexpr int BM = 128, BN = 64, BK = 16;
  constexpr int TM = 8, TN = 8;
  constexpr int A_PITCH = BM + 2, B_PITCH = BN + 2;
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
  // A warp's rows and columns come in bands of 32. A group of 4 lanes reads 4 neighbours in a
  // band, for 4 fragments; a lane gets the 4 rows of its group, and 2 x 4 columns.
  const int lane_x = thread % 4;
  const int lane_y = thread / 4 % 2 * 8 + thread / 8 % 2 * 4 + thread / 16 % 2 * 16;
  constexpr int WARPS_X = BN / (4 * TN);
  const int across = thread / 32 % WARPS_X * 32;
  const int tx = across + lane_x % 2 * 4 + lane_x / 2 * 16, ty = thread / 32 / WARPS_X * 32 + lane_y;
  constexpr int A_LINES = 64, A_REACH = 8;
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
  auto rewind_a = [&]() {
    const int back = begin < end ? (end - begin + BK - 1) / BK * BK : 0;
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; ++i) {
      from_a[i] -= back;
    }
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
    float* to = share + stage + SHARE_A + deep_a * A_PITCH + line_a / 2 * 4 + line_a % 2;
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < A_STEPS; ++j) {
        float* corner = to + j * A_REACH * A_PITCH + 2 * i * A_LINES;
        #pragma unroll
        for (int lane = 0; lane < 4; ++lane) {
          corner[lane / 2 * 2 * A_PITCH + (lane % 2 ^ deep_a / 4 % 2) * 2] = next_a[i][j][lane];
        }
      }
    }
  };
  constexpr int B_DEPTHS = 8, B_REACH = 64;
  constexpr int B_SWEEPS = BK / B_DEPTHS, B_STEPS = BN / B_REACH;
  const bool quads_b = n % 4 == 0;
  const int line_b = thread % (B_REACH / 4) * 4, deep_b = thread / (B_REACH / 4) * 2;
  const float* from_b[B_SWEEPS][B_STEPS];
  #pragma unroll
  for (int i = 0; i < B_SWEEPS; ++i) {
    #pragma unroll
    for (int j = 0; j < B_STEPS; ++j) {
      const int line = column0 + j * B_REACH + line_b;
      const int depth = begin + deep_b + i / 2 * 2 * B_DEPTHS + (i % 2 ^ (deep_b + i / 2 * 2 * B_DEPTHS) / 4 % 2);
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
  auto rewind_b = [&]() {
    const int back = begin < end ? (end - begin + BK - 1) / BK * BK * n : 0;
    #pragma unroll
    for (int i = 0; i < B_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < B_STEPS; ++j) from_b[i][j] -= back;
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
            next_b[i][j][lane] = read_unless(from_b[i][j] + lane, depth0 + deep_b + i / 2 * 2 * B_DEPTHS + (i % 2 ^ (deep_b + i / 2 * 2 * B_DEPTHS) / 4 % 2) >= end || column0 + j * B_REACH + line_b + lane >= n);
          }
        }
      }
    }
    advance_b();
  };
  auto store_b = [&](int stage) {
    float* to = share + stage + SHARE_B + deep_b * B_PITCH + line_b * 2;
    #pragma unroll
    for (int i = 0; i < B_SWEEPS; i += 2) {
      #pragma unroll
      for (int j = 0; j < B_STEPS; ++j) {
        const float* even = next_b[i][j];
        const float* odd = next_b[i + 1][j];
        #pragma unroll
        for (int lane = 0; lane < 4; lane += 2) {
          float* quad = to + i * B_DEPTHS * B_PITCH + 2 * (j * B_REACH + lane);
          *reinterpret_cast<float4*>(__builtin_assume_aligned(quad, 16)) =
              make_float4(even[lane], odd[lane], even[lane + 1], odd[lane + 1]);
        }
      }
    }
  };
  float product[TM][TN] = {};
  auto multiply = [&](int stage, auto careful) {
    const float* tile_a = share + stage + lane_x * 2 * A_PITCH + ty * 2;
    const float* tile_b = share + stage + SHARE_B + lane_x * 2 * B_PITCH + (across + lane_y) * 2;
    // Every 16 depths are two fragments.
    #pragma unroll
    for (int depth = 0; depth < BK; depth += 16) {
      unsigned big_b[2][TN / 2][2], small_b[2][TN / 2][2];
      #pragma unroll
      for (int k = 0; k < 2; ++k) {
        #pragma unroll
        for (int j = 0; j < TN / 2; j += 2) {
          const float* from = tile_b + (depth + 8 * k) * B_PITCH + j / 4 * (16 * BN / TN) + j % 4 * 2;
          const float4 all = *reinterpret_cast<const float4*>(from);
          split_tf32(all.x, big_b[k][j][0], small_b[k][j][0]);
          split_tf32(all.y, big_b[k][j][1], small_b[k][j][1]);
          split_tf32(all.z, big_b[k][j + 1][0], small_b[k][j + 1][0]);
          split_tf32(all.w, big_b[k][j + 1][1], small_b[k][j + 1][1]);
        }
      }
      #pragma unroll
      for (int g = 0; g < TM / 2; ++g) {
        unsigned big_a[2][4], small_a[2][4];
        #pragma unroll
        for (int k = 0; k < 2; ++k) {
          const float* from = tile_a + (depth + 8 * k) * A_PITCH + g / 2 * (8 * BM / TM) + g % 2 * 4;
          const float4 all = *reinterpret_cast<const float4*>(from);
          split_tf32(all.x, big_a[k][0], small_a[k][0]);
          split_tf32(all.y, big_a[k][1], small_a[k][1]);
          split_tf32(all.z, big_a[k][2], small_a[k][2]);
          split_tf32(all.w, big_a[k][3], small_a[k][3]);
        }
        // Tensor cores cut what they add up; these sums are short, and added with rounding.
        float sums[TN / 2][4] = {}, apart[TN / 2][4] = {};
        auto& rest = careful.on ? apart : sums;
        #pragma unroll
        for (int k = 0; k < 2; ++k) {
          #pragma unroll
          for (int j = 0; j < TN / 2; ++j) mma_tf32(rest[j], small_a[k], big_b[k][j]);
          #pragma unroll
          for (int j = 0; j < TN / 2; ++j) mma_tf32(rest[j], big_a[k], small_b[k][j]);
        }
        #pragma unroll
        for (int k = 0; k < 2; ++k) {
          #pragma unroll
          for (int j = 0; j < TN / 2; ++j) mma_tf32(sums[j], big_a[k], big_b[k][j]);
        }
        #pragma unroll
        for (int j = 0; j < TN / 2; ++j) {
          const int row = 2 * g, column = j / 4 * 8 + j % 4;
          #pragma unroll
          for (int i = 0; i < 4; ++i) {
            if (careful.on && fabsf(sums[j][i]) < INFINITY) sums[j][i] += apart[j][i];
            product[row + i / 2][column + i % 2 * 4] += sums[j][i];
          }
        }
      }
    }
  };
  auto sum_up = [&](auto careful) {
    if (begin < end) {
      load_a(begin);
      load_b(begin);
    }
    int stage = 0;
    int depth0 = begin;
    // The next loads are on their way while what is in shared memory is multiplied.
    if (quads_a && quads_b && !careful.on) {
      for (; depth0 + 2 * BK <= end; depth0 += BK) {
        store_a(stage);
        store_b(stage);
        __syncthreads();
        quick_a();
        quick_b();
        multiply(stage, careful);
        stage = STAGE - stage;
      }
    }
    for (; depth0 < end; depth0 += BK) {
      store_a(stage);
      store_b(stage);
      __syncthreads();
      if (depth0 + BK < end) load_a(depth0 + BK);
      if (depth0 + BK < end) load_b(depth0 + BK);
      multiply(stage, careful);
      stage = STAGE - stage;
    }
  };
  sum_up(Choice<false>{});
  // 0 times an infinity or NaN is not 0.
  float strange;
  asm("mov.f32 %0, 0f00000000;" : "=f"(strange)); // no other variable's zero
  #pragma unroll
  for (int i = 0; i < TM; ++i) {
    #pragma unroll
    for (int j = 0; j < TN; ++j) {
      strange = fmaf(0.0f, product[i][j], strange);
    }
  }
  if (__syncthreads_or(strange != 0.0f)) {
    #pragma unroll
    for (int i = 0; i < TM; ++i) {
      #pragma unroll
      for (int j = 0; j < TN; ++j) {
        product[i][j] = 0;
      }
    }
    rewind_a();
    rewind_b();
    sum_up(Choice<true>{});
  }
  const bool quads = n % 4 == 0;
  #pragma unroll
  for (int i = 0; i < TM; ++i) {
    const int row = row0 + i / 4 * (4 * BM / TM) + ty + i % 4;
    #pragma unroll
    for (int g = 0; g < TN; g += 4) {
      const int first = column0 + g / 8 * (8 * BN / TN) + g / 4 % 2 * 8 + tx;
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
