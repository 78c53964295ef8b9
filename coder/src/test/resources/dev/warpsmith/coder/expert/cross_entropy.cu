// schedule row_1: row(threads = 256, rows = 1, vector = 4, cache = none, items = 4, split = 1, finish = kernel, online = 1, resident = 8)
// schedule row_2: row(threads = 256, rows = 1, vector = 4, cache = none, items = 4, split = 1, finish = kernel, online = 0, resident = 6)
// @scratch loss_sub: f32[rows]
// @launch row_1<<<(rows), (256)>>>(logits, target, loss_sub, classes)
// @launch row_2<<<(1), (256)>>>(loss_sub, loss, rows)

// The largest of some numbers, and the sum of exp(x - largest).
struct ExpSum {
  float max;
  float sum;
};

// Returns the same sum relative to a maximum that is not smaller.
__device__ __forceinline__ float rescaled(ExpSum of, float max) {
  return of.max == max ? of.sum : of.sum * expf(of.max - max);
}

__device__ __forceinline__ ExpSum together(ExpSum a, ExpSum b) {
  const float max = fmaxf(a.max, b.max);
  return {max, rescaled(a, max) + rescaled(b, max)};
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
__device__ __forceinline__ float max_number_over_32(float value) {
  #pragma unroll
  for (int offset = 16; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, value, offset);
    value = fmaxf(value, other);
  }
  return value;
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

// Combines the sums of lanes and returns the result to each of them.
__device__ __forceinline__ ExpSum exp_sum_over_32(ExpSum value) {
  const float max = max_number_over_32(value.max);
  return {max, sum_over_32(rescaled(value, max))};
}

// Combines the values of 8 neighbouring lanes and returns the result to each of them.
__device__ __forceinline__ float max_number_over_8(float value) {
  #pragma unroll
  for (int offset = 4; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, value, offset);
    value = fmaxf(value, other);
  }
  return value;
}

// Combines the values of 8 neighbouring lanes and returns the result to each of them.
__device__ __forceinline__ float sum_over_8(float value) {
  #pragma unroll
  for (int offset = 4; offset > 0; offset /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, value, offset);
    value = value + other;
  }
  return value;
}

// Combines the sums of lanes and returns the result to each of them.
__device__ __forceinline__ ExpSum exp_sum_over_8(ExpSum value) {
  const float max = max_number_over_8(value.max);
  return {max, sum_over_8(rescaled(value, max))};
}

// Combines the values of the block's 256 threads and returns the result to each of them.
__device__ __forceinline__ ExpSum exp_sum_over_256(ExpSum value, ExpSum* warps) {
  value = exp_sum_over_32(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  const int lane = threadIdx.x % 8;
  return exp_sum_over_8(lane < 8 ? warps[lane] : ExpSum{-3.402823466e+38f, 0.0f});
}

// Combines the values of the block's 256 threads and returns the result to each of them.
__device__ __forceinline__ float sum_over_256(float value, float* warps) {
  value = sum_over_32(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  const int lane = threadIdx.x % 8;
  return sum_over_8(lane < 8 ? warps[lane] : 0.0f);
}

// total = logsumexp(logits, dim=1)
// picked = gather(logits, target, dim=1)
// loss_sub = sub(total, picked)
// A block of 256 threads computes a row.
template <bool aligned>
__device__ __forceinline__ void row_1_rows(const float* __restrict__ logits, const long long* __restrict__ target, float* __restrict__ loss_sub, int classes, float* warps) {
  constexpr int step = aligned ? 1 : 256;
  const int thread = threadIdx.x;
  const long long row = blockIdx.x;
  const int begin = aligned ? thread * 4 : thread;
  const int end = classes;
  const float* logits_i_ptr = logits + row * classes;
  const long long target_row = target[row];
  const float picked_row = logits[row * classes + target_row];

  // Pass 1 of 1: the row's max and sum of exponentials of logits_i.
  ExpSum total_exp_sum_row = {-3.402823466e+38f, 0.0f};
  for (int first = begin; first < end; first += 4096) {
    float logits_i_at[4][4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      read4<aligned>(logits_i_at[item], logits_i_ptr, first + item * 1024, end, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (first + item * 1024 + (aligned ? 0 : lane * step) < end) {
          const float logits_i = logits_i_at[item][lane];
        }
      }
    }
    {
      float top = total_exp_sum_row.max;
      #pragma unroll
      for (int item = 0; item < 4; ++item) {
        #pragma unroll
        for (int lane = 0; lane < 4; ++lane) {
          if (first + item * 1024 + (aligned ? 0 : lane * step) < end) {
            top = fmaxf(top, logits_i_at[item][lane]);
          }
        }
      }
      const float shift = top == INFINITY ? 0.0f : top;
      float more = 0.0f;
      #pragma unroll
      for (int item = 0; item < 4; ++item) {
        #pragma unroll
        for (int lane = 0; lane < 4; ++lane) {
          if (first + item * 1024 + (aligned ? 0 : lane * step) < end) {
            more += expf(logits_i_at[item][lane] - shift);
          }
        }
      }
      total_exp_sum_row = {top, rescaled(total_exp_sum_row, top) + more};
    }
  }
  total_exp_sum_row = exp_sum_over_256(total_exp_sum_row, reinterpret_cast<ExpSum*>(warps + 0));
  const float total_row = logf(total_exp_sum_row.sum) + total_exp_sum_row.max;
  const float loss_sub_row = total_row - picked_row;
  if (thread == 0) {
    loss_sub[row] = loss_sub_row;
  }
}

extern "C" __global__ void __launch_bounds__(256, 8) row_1(const float* __restrict__ logits, const long long* __restrict__ target, float* __restrict__ loss_sub, int classes) {
  __shared__ __align__(16) float warps[64];
  if (classes % 4 == 0) {
    row_1_rows<true>(logits, target, loss_sub, classes, warps);
  } else {
    row_1_rows<false>(logits, target, loss_sub, classes, warps);
  }
}

// loss = mean(loss_sub, dim=0)
// A block of 256 threads computes a row.
template <bool aligned>
__device__ __forceinline__ void row_2_rows(const float* __restrict__ loss_sub, float* __restrict__ loss, int rows, float* warps) {
  constexpr int step = aligned ? 1 : 256;
  const int thread = threadIdx.x;
  const long long row = blockIdx.x;
  const int begin = aligned ? thread * 4 : thread;
  const int end = rows;
  const float* loss_sub_i_ptr = loss_sub;

  // Pass 1 of 1: the row's sum of loss_sub_i.
  float loss_sum_row = 0.0f;
  for (int first = begin; first < end; first += 4096) {
    float loss_sub_i_at[4][4];
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      read4<aligned>(loss_sub_i_at[item], loss_sub_i_ptr, first + item * 1024, end, step);
    }
    #pragma unroll
    for (int item = 0; item < 4; ++item) {
      #pragma unroll
      for (int lane = 0; lane < 4; ++lane) {
        if (first + item * 1024 + (aligned ? 0 : lane * step) < end) {
          const float loss_sub_i = loss_sub_i_at[item][lane];
          loss_sum_row = loss_sum_row + loss_sub_i;
        }
      }
    }
  }
  loss_sum_row = sum_over_256(loss_sum_row, warps + 0);
  const float loss_row = loss_sum_row / (float)rows;
  if (thread == 0) {
    loss[row] = loss_row;
  }
}

extern "C" __global__ void __launch_bounds__(256, 6) row_2(const float* __restrict__ loss_sub, float* __restrict__ loss, int rows) {
  __shared__ float warps[32];
  if (rows % 4 == 0) {
    row_2_rows<true>(loss_sub, loss, rows, warps);
  } else {
    row_2_rows<false>(loss_sub, loss, rows, warps);
  }
}
