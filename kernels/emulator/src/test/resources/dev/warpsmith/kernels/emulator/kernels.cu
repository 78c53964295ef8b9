// Kernels that the emulator's tests run. Compiled with: nvcc -ptx -lineinfo -arch=sm_XX kernels.cu
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_pipeline.h>

extern "C" __global__ void grid_stride(const float* x, float* y, float a, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    y[i] = a * x[i] + y[i];
}

extern "C" __global__ void softmax_rows(const float* __restrict__ x, float* __restrict__ y, int cols) {
  __shared__ float partial[8];
  const float* row = x + (long long)blockIdx.x * cols;
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  float m = -INFINITY;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) m = fmaxf(m, row[c]);
  for (int o = 16; o; o >>= 1) m = fmaxf(m, __shfl_xor_sync(~0u, m, o));
  if (lane == 0) partial[warp] = m;
  __syncthreads();
  m = partial[0];
  for (int w = 1; w < blockDim.x / 32; w++) m = fmaxf(m, partial[w]);
  __syncthreads();
  float s = 0;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) s += expf(row[c] - m);
  for (int o = 16; o; o >>= 1) s += __shfl_xor_sync(~0u, s, o);
  if (lane == 0) partial[warp] = s;
  __syncthreads();
  s = 0;
  for (int w = 0; w < blockDim.x / 32; w++) s += partial[w];
  for (int c = threadIdx.x; c < cols; c += blockDim.x)
    y[(long long)blockIdx.x * cols + c] = expf(row[c] - m) / s;
}

#define TILE 16
extern "C" __global__ void sgemm(const float* A, const float* B, float* C, int M, int N, int K) {
  __shared__ float As[TILE][TILE], Bs[TILE][TILE];
  int row = blockIdx.y * TILE + threadIdx.y, col = blockIdx.x * TILE + threadIdx.x;
  float sum = 0;
  for (int k0 = 0; k0 < K; k0 += TILE) {
    As[threadIdx.y][threadIdx.x] = row < M && k0 + threadIdx.x < K ? A[row * K + k0 + threadIdx.x] : 0;
    Bs[threadIdx.y][threadIdx.x] = col < N && k0 + threadIdx.y < K ? B[(k0 + threadIdx.y) * N + col] : 0;
    __syncthreads();
    for (int k = 0; k < TILE; k++) sum += As[threadIdx.y][k] * Bs[k][threadIdx.x];
    __syncthreads();
  }
  if (row < M && col < N) C[row * N + col] = sum;
}

extern "C" __global__ void histogram(const int* x, int* bins, int n) {
  __shared__ int local[64];
  if (threadIdx.x < 64) local[threadIdx.x] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    atomicAdd(&local[x[i] & 63], 1);
  __syncthreads();
  if (threadIdx.x < 64) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}

extern "C" __global__ void mandelbrot(int* y, int width, int limit) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float cx = (i % width) * 0.046875f - 2.f, cy = (i / width) * 0.046875f - 1.5f;
  float zx = 0, zy = 0;
  int it = 0;
  while (it < limit && zx * zx + zy * zy <= 4.f) {
    float t = zx * zx - zy * zy + cx;
    zy = 2.f * zx * zy + cy;
    zx = t;
    it++;
  }
  y[i] = it;
}

// Each lane takes the lock in turn: lanes of one warp wait for each other.
extern "C" __global__ void spin_lock(int* lock, int* count) {
  bool done = false;
  while (!done) {
    if (atomicCAS(lock, 0, 1) == 0) {
      *(volatile int*)count = *(volatile int*)count + 1;
      __threadfence();
      atomicExch(lock, 0);
      done = true;
    }
  }
}

// The last block to finish adds all partial sums.
__device__ unsigned int finished = 0;
extern "C" __global__ void last_block_sum(const float* x, float* partial, float* out, int n) {
  __shared__ float s[128];
  __shared__ bool last;
  float v = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) v += x[i];
  s[threadIdx.x] = v;
  __syncthreads();
  for (int o = blockDim.x / 2; o; o >>= 1) {
    if (threadIdx.x < o) s[threadIdx.x] += s[threadIdx.x + o];
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = s[0];
    __threadfence();
    last = atomicInc(&finished, gridDim.x - 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    float t = 0;
    for (int b = 0; b < gridDim.x; b++) t += ((volatile float*)partial)[b];
    *out = t;
  }
}

// All blocks wait until every block has arrived.
extern "C" __global__ void grid_wait(int* arrived, int* y) {
  if (threadIdx.x == 0) {
    atomicAdd(arrived, 1);
    while (*(volatile int*)arrived < gridDim.x) {}
  }
  __syncthreads();
  y[blockIdx.x * blockDim.x + threadIdx.x] = *(volatile int*)arrived;
}

extern "C" __global__ void float_atomics(const float* x, float* sum, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) atomicAdd(sum, x[i]);
}

__device__ __noinline__ float polynomial(float x, float a, float b) { return (a * x + b) * x; }
__constant__ float table[4] = {1.f, 2.f, 3.f, 4.f};
extern "C" __global__ void calls(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float stack[8];
  for (int k = 0; k < 8; k++) stack[k] = polynomial(x[i], table[k & 3], (float)k);
  float s = 0;
  for (int k = 0; k < 8; k++) s += stack[(k * (i + 3)) & 7];
  switch (i & 3) {
    case 0: s += 1; break;
    case 1: s *= 2; break;
    case 2: s -= 3; break;
    default: s = -s;
  }
  y[i] = s;
}

extern "C" __global__ void halves(const __half2* a, const __half2* b, __half2* c, const __nv_bfloat16* d, __nv_bfloat16* e) {
  int i = threadIdx.x;
  c[i] = __hfma2(a[i], b[i], a[i]);
  e[i] = __float2bfloat16(__bfloat162float(d[i]) * 1.5f);
}

#if __CUDA_ARCH__ >= 800 || !defined(__CUDA_ARCH__)
extern "C" __global__ void async_copy(const float* x, float* y) {
  __shared__ alignas(16) float s[256];
  __pipeline_memcpy_async(&s[threadIdx.x * 4], &x[(blockIdx.x * 64 + threadIdx.x) * 4], 16);
  __pipeline_commit();
  __pipeline_wait_prior(0);
  __syncthreads();
  for (int k = 0; k < 4; k++) y[blockIdx.x * 256 + k * 64 + threadIdx.x] = s[255 - k * 64 - threadIdx.x];
}
#endif

extern "C" __global__ void votes(const int* x, unsigned* y) {
  int i = threadIdx.x;
  unsigned even = __ballot_sync(~0u, (x[i] & 1) == 0);
  unsigned same = __match_any_sync(~0u, x[i]);
  int up = __shfl_up_sync(~0u, x[i], 3, 16), down = __shfl_down_sync(~0u, x[i], 5), pick = __shfl_sync(~0u, x[i], x[i], 8);
  y[i * 6] = even;
  y[i * 6 + 1] = same;
  y[i * 6 + 2] = up;
  y[i * 6 + 3] = down;
  y[i * 6 + 4] = pick;
  y[i * 6 + 5] = __any_sync(~0u, x[i] > 40) * 2 + __all_sync(~0u, x[i] >= 0);
}

// Halves of a warp reach different shuffles of the same warp.
extern "C" __global__ void two_shuffles(int* y) {
  int lane = threadIdx.x, v;
  if (lane < 16) v = __shfl_xor_sync(~0u, lane, 16) + 100;
  else v = __shfl_xor_sync(~0u, lane, 16) + 200;
  y[lane] = v;
}

extern "C" __global__ void reads_past_the_end(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = x[i + 1];
}

extern "C" __global__ void misses_a_barrier(const float* x, float* y) {
  __shared__ float s[64];
  s[threadIdx.x] = x[threadIdx.x];
  y[threadIdx.x] = s[63 - threadIdx.x];
}

extern "C" __global__ void reads_unwritten_shared(float* y) {
  __shared__ float s[64];
  if (threadIdx.x < 32) s[threadIdx.x] = 1;
  __syncthreads();
  y[threadIdx.x] = s[threadIdx.x];
}

extern "C" __global__ void misaligned(const char* x, float* y) { *y = *(const float*)(x + 2); }

extern "C" __global__ void half_block_barrier(float* y) {
  if (threadIdx.x < 16) __syncthreads();
  y[threadIdx.x] = 1;
  if (threadIdx.x >= 16) while (((volatile float*)y)[0] < 2) {}
}

extern "C" __global__ void traps(int n) { if (threadIdx.x == n) __trap(); }
