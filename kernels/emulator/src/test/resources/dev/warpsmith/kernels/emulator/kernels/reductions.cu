// Sums, extremes and votes over a whole array, each in another style.
#include <cfloat>

// Tree in shared memory; one partial result per block.
extern "C" __global__ void tree_sum(const int* x, int* partial, int n) {
  extern __shared__ int tree[];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  tree[threadIdx.x] = i < n ? x[i] : 0;
  __syncthreads();
  for (int width = blockDim.x / 2; width > 0; width >>= 1) {
    if (threadIdx.x < width) tree[threadIdx.x] += tree[threadIdx.x + width];
    __syncthreads();
  }
  if (threadIdx.x == 0) partial[blockIdx.x] = tree[0];
}

__inline__ __device__ float warp_sum(float v) {
  for (int d = 16; d > 0; d /= 2) v += __shfl_down_sync(0xffffffff, v, d);
  return v;
}

// Shuffles within warps, then within the first warp.
extern "C" __global__ void shuffle_sum(const float* x, float* partial, int n) {
  __shared__ float sums[32];
  float v = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v += x[i];
  v = warp_sum(v);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = v;
  __syncthreads();
  if (threadIdx.x < 32) {
    v = threadIdx.x < (blockDim.x + 31) / 32 ? sums[threadIdx.x] : 0;
    v = warp_sum(v);
    if (threadIdx.x == 0) partial[blockIdx.x] = v;
  }
}

extern "C" __global__ void atomic_sum(const unsigned* x, unsigned long long* sum, int n) {
  unsigned long long v = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v += x[i];
  atomicAdd(sum, v);
}

// The block that arrives last reduces what all blocks left.
extern "C" __global__ void last_block_max(const int* x, int* partial, unsigned* arrived, int* max, int n) {
  __shared__ int best;
  __shared__ bool last;
  if (threadIdx.x == 0) best = INT_MIN;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) atomicMax(&best, x[i]);
  __syncthreads();
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = best;
    __threadfence();
    last = atomicInc(arrived, gridDim.x - 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    int m = INT_MIN;
    for (int b = 0; b < gridDim.x; b++) m = ::max(m, ((volatile int*)partial)[b]);
    *max = m;
  }
}

// The second pass of two: many partial results, one block.
extern "C" __global__ void second_pass_min_max(const float* low, const float* high, float* out, int n) {
  __shared__ float lows[64], highs[64];
  float lo = FLT_MAX, hi = -FLT_MAX;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    lo = fminf(lo, low[i]);
    hi = fmaxf(hi, high[i]);
  }
  lows[threadIdx.x] = lo;
  highs[threadIdx.x] = hi;
  __syncthreads();
#pragma unroll
  for (int width = 32; width > 0; width /= 2) {
    if (threadIdx.x < width) {
      lows[threadIdx.x] = fminf(lows[threadIdx.x], lows[threadIdx.x + width]);
      highs[threadIdx.x] = fmaxf(highs[threadIdx.x], highs[threadIdx.x + width]);
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) { out[0] = lows[0]; out[1] = highs[0]; }
}

// Value and index packed into one 64-bit atomic; equal values yield the lowest index.
extern "C" __global__ void arg_max(const int* x, unsigned long long* packed, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  unsigned ordered = (unsigned)x[i] ^ 0x80000000u;
  atomicMax(packed, (unsigned long long)ordered << 32 | (0xffffffffu - i));
}

// One thread per column with compensated summation.
extern "C" __global__ void kahan_sum(const float* x, float* y, int rows, int cols) {
  int c = blockIdx.x * blockDim.x + threadIdx.x;
  if (c >= cols) return;
  float sum = 0, lost = 0;
  for (int r = 0; r < rows; r++) {
    float v = __fsub_rn(x[r * cols + c], lost);
    float next = __fadd_rn(sum, v);
    lost = __fsub_rn(__fsub_rn(next, sum), v);
    sum = next;
  }
  y[c] = sum;
}

// One atomic per warp reserves room for all its lanes that keep an element.
extern "C" __global__ void warp_aggregated_filter(const int* x, int* kept, int* count, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    if (x[i] > 0) {
      unsigned active = __activemask();
      int lane = threadIdx.x % 32;
      int leader = __ffs(active) - 1;
      int first = 0;
      if (lane == leader) first = atomicAdd(count, __popc(active));
      first = __shfl_sync(active, first, leader);
      kept[first + __popc(active & ((1u << lane) - 1))] = x[i];
    }
  }
}

extern "C" __global__ void double_sum(const double* x, double* sum, int n) {
  double v = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v += x[i];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffff, v, d);
  if (threadIdx.x % 32 == 0) atomicAdd(sum, v);
}

// Block-wide votes: how many are negative, whether any is zero, whether all are odd.
extern "C" __global__ void block_votes(const int* x, int* y) {
  int v = x[blockIdx.x * blockDim.x + threadIdx.x];
  int negative = __syncthreads_count(v < 0);
  int zero = __syncthreads_or(v == 0);
  int odd = __syncthreads_and(v & 1);
  if (threadIdx.x == 0) y[blockIdx.x] = negative * 4 + (zero ? 2 : 0) + (odd ? 1 : 0);
}

#if __CUDA_ARCH__ >= 800
extern "C" __global__ void redux_sums(const int* x, int* y) {
  int v = x[threadIdx.x];
  unsigned half = threadIdx.x % 32 < 11 ? 0x7ff : 0xfffff800;
  int* out = y + threadIdx.x * 6;
  out[0] = __reduce_add_sync(half, v);
  out[1] = __reduce_min_sync(half, v);
  out[2] = __reduce_max_sync(half, (unsigned)v);
  out[3] = __reduce_and_sync(half, (unsigned)v);
  out[4] = __reduce_or_sync(half, (unsigned)v);
  out[5] = __reduce_xor_sync(half, (unsigned)v);
}
#endif
