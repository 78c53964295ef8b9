// schedule convolution_1: matmul(bm = 64, bn = 128, bk = 16, tm = 8, tn = 8, stages = 2, group = 1, split = 1, arithmetic = tf32x3)
// @scratch packed: f32[in_channels * out_channels * 3 * 3 * 3]
// @launch convolution_1_weights<<<(ceildiv(in_channels * out_channels * 3 * 3 * 3, 256)), (256)>>>(conv_transpose_weight, packed, out_channels, in_channels)
// @launch convolution_1<<<(ceildiv(out_channels, 64) * ceildiv(((ceildiv(2 * depth, 2)) * (ceildiv(2 * height, 2)) * (ceildiv(2 * width, 2))), 128) * (batch_size * 8)), (128)>>>(packed, x, conv_transpose_bias, bias, y, (2 * depth) * (2 * height) * (2 * width), out_channels, batch_size, (ceildiv(2 * depth, 2)) * (ceildiv(2 * height, 2)) * (ceildiv(2 * width, 2)), in_channels, depth, height, width, ceildiv(2 * depth, 2), ceildiv(2 * height, 2), ceildiv(2 * width, 2), 2 * depth, 2 * height, 2 * width)

// Writes one element if it lies before `end`.
__device__ __forceinline__ void write1(float* to, const float (&from)[1], int first, int end) {
  if (first < end) to[first] = from[0];
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

// t1 = conv_transpose3d(x, conv_transpose_weight, conv_transpose_bias, stride=2, padding=1, output_padding=1)
// t2 = add(t1, bias)
// t3 = add(t2, t1)
// t4 = mul(t3, t1)
// y = add(t4, t1)
// Orders the weight as the next kernel reads it; a thread one element.
extern "C" __global__ void __launch_bounds__(256) convolution_1_weights(const float* __restrict__ conv_transpose_weight, float* __restrict__ packed_, int out_channels, int in_channels) {
  const int at = (int)blockIdx.x * 256 + threadIdx.x;
  const int tap = at % 27;
  const int row = at / 27 % out_channels;
  const int channel = at / 27 / out_channels;
  if (channel >= in_channels) return;
  const int tap0 = tap / 9 % 3;
  const int phase0 = (1 + tap0) % 2;
  const int count0 = (phase0 == 0 ? 1 : 2);
  const int tap1 = tap / 3 % 3;
  const int phase1 = (1 + tap1) % 2;
  const int count1 = (phase1 == 0 ? 1 : 2);
  const int tap2 = tap / 1 % 3;
  const int phase2 = (1 + tap2) % 2;
  const int count2 = (phase2 == 0 ? 1 : 2);
  const int phase = (phase0 * 2 + phase1) * 2 + phase2;
  const int before = (phase == 0 ? 0 : phase == 1 ? 1 : phase == 2 ? 3 : phase == 3 ? 5 : phase == 4 ? 9 : phase == 5 ? 11 : phase == 6 ? 15 : 19);
  const int count = count0 * count1 * count2;
  const int number = ((tap0 / 2) * count1 + tap1 / 2) * count2 + tap2 / 2;
  packed_[(before * in_channels + channel * count + number) * out_channels + row] = (float)__ldg(conv_transpose_weight + at);
}

// Stores what becomes of an element.
__device__ __forceinline__ void convolution_1_store(const float* __restrict__ packed_, const float* __restrict__ x, const float* __restrict__ conv_transpose_bias, const float* __restrict__ bias, float* __restrict__ y, int n, int out_channels, int batch_size, int places, int in_channels, int depth_, int height, int width, int size, int size_, int size__, int size___, int size____, int size_____, const float (&product)[1], int batch, int row, int first, float conv_transpose_bias_i_at, float bias_i_at) {
  float y_i_at[1];
  #pragma unroll
  for (int lane = 0; lane < 1; ++lane) {
    const float t1_i = product[lane];
    const float conv_transpose_bias_i = conv_transpose_bias_i_at;
    const float t1_biased_i = t1_i + conv_transpose_bias_i;
    const float bias_i = bias_i_at;
    const float t2_i = t1_biased_i + bias_i;
    const float t3_i = t2_i + t1_biased_i;
    const float t4_i = t3_i * t1_biased_i;
    const float y_i = t4_i + t1_biased_i;
    y_i_at[lane] = y_i;
  }
  write1(y + ((batch) * out_channels + row) * n, y_i_at, first, n);
}

// A block computes 64 x 128 elements of an image: some channels at some positions in steps of 16; a warp 64 x 32 of it on tensor cores.
extern "C" __global__ void __launch_bounds__(128, 2) convolution_1(const float* __restrict__ packed_, const float* __restrict__ x, const float* __restrict__ conv_transpose_bias, const float* __restrict__ bias, float* __restrict__ y, int n, int out_channels, int batch_size, int places, int in_channels, int depth_, int height, int width, int size, int size_, int size__, int size___, int size____, int size_____) {
  __shared__ __align__(16) float share[6272];
  constexpr int BM = 64, BN = 128, BK = 16;
  constexpr int TM = 8, TN = 8;
  constexpr int A_PITCH = BM + 2, B_PITCH = BN + 2;
  constexpr int SHARE_A = 0, SHARE_B = BK * A_PITCH;
  constexpr int STAGE = BK * (A_PITCH + B_PITCH);
  const int thread = threadIdx.x;
  const int tiles_m = (out_channels + BM - 1) / BM;
  const int tiles_n = (places + BN - 1) / BN;
  int tile = blockIdx.x;
  const int phase = (tile + 7) % 8;
  tile /= 8;
  const int batch = tile / (tiles_m * tiles_n);
  tile %= (tiles_m * tiles_n);
  // Outputs of a phase see the same taps; the others of the weight meet no input.
  const int phase2 = phase % 2;
  const unsigned count2 = (phase2 == 0 ? 1 : 2);
  const int base2 = (phase2 == 0 ? 0 : 1);
  const int phase1 = (phase / 2) % 2;
  const unsigned count1 = (phase1 == 0 ? 1 : 2);
  const int base1 = (phase1 == 0 ? 0 : 1);
  const int phase0 = (phase / 2 / 2) % 2;
  const unsigned count0 = (phase0 == 0 ? 1 : 2);
  const int base0 = (phase0 == 0 ? 0 : 1);
  const unsigned count = count0 * count1 * count2;
  const int deep = count * in_channels;
  constexpr int begin = 0;
  const int end = deep;
  const int row0 = tile / tiles_n * BM;
  const int column0 = tile % tiles_n * BN;
  // A warp's rows and columns come in bands of 32. A group of 4 lanes reads 4 neighbours in a
  // band, for 4 fragments; a lane gets the 4 rows of its group, and 2 x 4 columns.
  const int lane_x = thread % 4;
  const int lane_y = thread / 4 % 2 * 8 + thread / 8 % 2 * 4 + thread / 16 % 2 * 16;
  constexpr int WARPS_X = BN / (4 * TN);
  const int across = thread / 32 % WARPS_X * 32;
  const int tx = across + lane_x % 2 * 4 + lane_x / 2 * 16, ty = thread / 32 / WARPS_X * 32 + lane_y;
  constexpr int A_DEPTHS = 8, A_REACH = 64;
  constexpr int A_SWEEPS = BK / A_DEPTHS, A_STEPS = BM / A_REACH;
  const bool quads_a = out_channels % 4 == 0;
  const int line_a = thread % (A_REACH / 4) * 4, deep_a = thread / (A_REACH / 4) * 2;
  const float* from_a[A_SWEEPS][A_STEPS];
  #pragma unroll
  for (int i = 0; i < A_SWEEPS; ++i) {
    #pragma unroll
    for (int j = 0; j < A_STEPS; ++j) {
      const int line = row0 + j * A_REACH + line_a;
      const int depth = begin + deep_a + i / 2 * 2 * A_DEPTHS + (i % 2 ^ (deep_a + i / 2 * 2 * A_DEPTHS) / 4 % 2);
      from_a[i][j] = packed_ + (int)((phase == 0 ? 0 : phase == 1 ? 1 : phase == 2 ? 3 : phase == 3 ? 5 : phase == 4 ? 9 : phase == 5 ? 11 : phase == 6 ? 15 : 19) * in_channels) * out_channels + depth * out_channels + (quads_a ? min(line, out_channels - 4) : line);
    }
  }
  float next_a[A_SWEEPS][A_STEPS][4];
  auto advance_a = [&]() {
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < A_STEPS; ++j) from_a[i][j] += BK * out_channels;
    }
  };
  auto rewind_a = [&]() {
    const int back = begin < end ? (end - begin + BK - 1) / BK * BK * out_channels : 0;
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; ++i) {
      #pragma unroll
      for (int j = 0; j < A_STEPS; ++j) from_a[i][j] -= back;
    }
  };
  // Loads this thread's part of a tile that lies inside, by neighbours.
  auto quick_a = [&]() {
      #pragma unroll
      for (int i = 0; i < A_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < A_STEPS; ++j) {
          read4<true>(next_a[i][j], from_a[i][j], 0, 1, 1);
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
    if (depth0 + BK <= end && row0 + BM <= out_channels) {
      #pragma unroll
      for (int i = 0; i < A_SWEEPS; ++i) {
        #pragma unroll
        for (int j = 0; j < A_STEPS; ++j) {
          #pragma unroll
          for (int lane = 0; lane < 4; ++lane) {
            next_a[i][j][lane] = __ldg(from_a[i][j] + lane);
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
            next_a[i][j][lane] = read_unless(from_a[i][j] + lane, depth0 + deep_a + i / 2 * 2 * A_DEPTHS + (i % 2 ^ (deep_a + i / 2 * 2 * A_DEPTHS) / 4 % 2) >= end || row0 + j * A_REACH + line_a + lane >= out_channels);
          }
        }
      }
    }
    advance_a();
  };
  auto store_a = [&](int stage) {
    float* to = share + stage + SHARE_A + deep_a * A_PITCH + line_a * 2;
    #pragma unroll
    for (int i = 0; i < A_SWEEPS; i += 2) {
      #pragma unroll
      for (int j = 0; j < A_STEPS; ++j) {
        const float* even = next_a[i][j];
        const float* odd = next_a[i + 1][j];
        #pragma unroll
        for (int lane = 0; lane < 4; lane += 2) {
          float* quad = to + i * A_DEPTHS * A_PITCH + 2 * (j * A_REACH + lane);
          *reinterpret_cast<float4*>(__builtin_assume_aligned(quad, 16)) =
              make_float4(even[lane], even[lane + 1], odd[lane], odd[lane + 1]);
        }
      }
    }
  };
  // What positions see at a depth: how far it lies from their first input, and its taps' bits.
  struct alignas(8) Tap { int shift; unsigned taps; };
  __shared__ Tap found_b[2][BK];
  auto find_b = [&](int depth0) {
    for (int i = thread; i < BK; i += 128) {
      const unsigned depth = depth0 + i;
      const unsigned channel = depth / count, tap = depth % count;
      const int t0 = tap / (count1 * count2);
      const int t1 = tap / count2 % count1;
      const int t2 = tap % count2;
      const int shift = (int)channel * (depth_ * height * width) + (((int)(t0 * -1)) * height + t1 * -1) * width + t2 * -1;
      found_b[depth0 / BK % 2][i] = Tap{shift, (int)depth < end ? 1u << t0 | 1u << (2 + t1) | 1u << (4 + t2) : 1u << 6};
    }
  };
  // Each thread gathers for one position of the output, or some, at every 1-th depth.
  constexpr int B_COLUMNS = 128, B_DEPTHS = 1;
  constexpr int B_SWEEPS = BK / B_DEPTHS, B_STEPS = BN / B_COLUMNS;
  const int line_b = thread % B_COLUMNS, deep_b = thread / B_COLUMNS * 2;
  float const* from_b[B_STEPS];
  unsigned inside_b[B_STEPS];
  #pragma unroll
  for (int j = 0; j < B_STEPS; ++j) {
    int at = min(column0 + j * B_COLUMNS + line_b, places - 1);
    const int x2 = at % size__ + base2;
    at /= size__;
    const int x1 = at % size_ + base1;
    at /= size_;
    const int x0 = at + base0;
    from_b[j] = x + batch * in_channels * (depth_ * height * width) + (((int)x0) * height + x1) * width + x2;
    inside_b[j] = 0;
    #pragma unroll
    for (int t = 0; t < 2; ++t) {
      if ((unsigned)(x0 + t * -1) < (unsigned)depth_) inside_b[j] |= 1u << t;
    }
    #pragma unroll
    for (int t = 0; t < 2; ++t) {
      if ((unsigned)(x1 + t * -1) < (unsigned)height) inside_b[j] |= 1u << (2 + t);
    }
    #pragma unroll
    for (int t = 0; t < 2; ++t) {
      if ((unsigned)(x2 + t * -1) < (unsigned)width) inside_b[j] |= 1u << (4 + t);
    }
  }
  float next_b[B_SWEEPS][B_STEPS];
  auto load_b = [&](int depth0) {
    #pragma unroll
    for (int i = 0; i < B_SWEEPS; ++i) {
      const Tap tap = found_b[depth0 / BK % 2][deep_b + i / 2 * 2 * B_DEPTHS + (i % 2 ^ (deep_b + i / 2 * 2 * B_DEPTHS) / 4 % 2)];
      #pragma unroll
      for (int j = 0; j < B_STEPS; ++j) {
        next_b[i][j] = read_unless(from_b[j] + tap.shift, tap.taps & ~inside_b[j]);
      }
    }
  };
  auto store_b = [&](int stage) {
    float* to = share + stage + SHARE_B + deep_b * B_PITCH + line_b * 2;
    #pragma unroll
    for (int i = 0; i < B_SWEEPS; i += 2) {
      #pragma unroll
      for (int j = 0; j < B_STEPS; ++j) {
        float* pair = to + i * B_DEPTHS * B_PITCH + 2 * j * B_COLUMNS;
        *reinterpret_cast<float2*>(__builtin_assume_aligned(pair, 8)) =
            make_float2(next_b[i][j], next_b[i + 1][j]);
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
      find_b(begin);
      __syncthreads();
      load_a(begin);
      load_b(begin);
      find_b(begin + BK);
    }
    int stage = 0;
    int depth0 = begin;
    // The next loads are on their way while what is in shared memory is multiplied.
    for (; depth0 < end; depth0 += BK) {
      store_a(stage);
      store_b(stage);
      __syncthreads();
      if (depth0 + BK < end) load_a(depth0 + BK);
      if (depth0 + BK < end) load_b(depth0 + BK);
      if (depth0 + 2 * BK < end) find_b(depth0 + 2 * BK);
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
    sum_up(Choice<true>{});
  }
  float conv_transpose_bias_i_of[TM];
  float bias_i_of[TM];
  #pragma unroll
  for (int i = 0; i < TM; ++i) {
    const int line = min(row0 + i / 4 * (4 * BM / TM) + ty + i % 4, out_channels - 1);
    const int row = line;
    conv_transpose_bias_i_of[i] = __ldg(conv_transpose_bias + row);
    bias_i_of[i] = __ldg(bias + row);
  }
  #pragma unroll
  for (int j = 0; j < TN; ++j) {
    int at = column0 + j / 8 * (8 * BN / TN) + j / 4 % 2 * 8 + tx + j % 4;
    bool inside = at < places;
    const int o2 = (at % size__) * 2 + phase2;
    at /= size__;
    inside = inside && o2 < size_____;
    const int o1 = (at % size_) * 2 + phase1;
    at /= size_;
    inside = inside && o1 < size____;
    const int o0 = (at) * 2 + phase0;
    inside = inside && o0 < size___;
    const int first = ((o0) * size____ + o1) * size_____ + o2;
    if (inside) {
      #pragma unroll
      for (int i = 0; i < TM; ++i) {
        const int line = row0 + i / 4 * (4 * BM / TM) + ty + i % 4;
        if (line < out_channels) {
          const int row = line;
          const float part[1] = {product[i][j]};
          convolution_1_store(packed_, x, conv_transpose_bias, bias, y, n, out_channels, batch_size, places, in_channels, depth_, height, width, size, size_, size__, size___, size____, size_____, part, batch, row, first, conv_transpose_bias_i_of[i], bias_i_of[i]);
        }
      }
    }
  }
}
