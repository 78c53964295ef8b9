// Products of matrices on the ordinary pipes.
#include <cuda_fp16.h>
#include <cuda_bf16.h>

extern "C" __global__ void naive_gemm(const float* a, const float* b, float* c, int m, int n, int k) {
  int col = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
  if (row >= m || col >= n) return;
  float sum = 0;
  for (int p = 0; p < k; p++) sum += a[row * k + p] * b[p * n + col];
  c[row * n + col] = sum;
}

// Tiles in shared memory, 4 x 2 results per thread; everything is guarded.
extern "C" __global__ void register_blocked_gemm(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float as[32][9], bs[8][32];
  int tx = threadIdx.x, ty = threadIdx.y, t = ty * 16 + tx;
  float acc[4][2] = {};
  for (int p = 0; p < k; p += 8) {
    for (int e = t; e < 256; e += 128) {
      int r = blockIdx.y * 32 + e / 8, q = p + e % 8;
      as[e / 8][e % 8] = r < m && q < k ? a[r * k + q] : 0;
      int s = p + e / 32, col = blockIdx.x * 32 + e % 32;
      bs[e / 32][e % 32] = s < k && col < n ? b[s * n + col] : 0;
    }
    __syncthreads();
#pragma unroll
    for (int q = 0; q < 8; q++)
#pragma unroll
      for (int i = 0; i < 4; i++)
#pragma unroll
        for (int j = 0; j < 2; j++) acc[i][j] += as[ty + 8 * i][q] * bs[q][tx + 16 * j];
    __syncthreads();
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 2; j++) {
      int r = blockIdx.y * 32 + ty + 8 * i, col = blockIdx.x * 32 + tx + 16 * j;
      if (r < m && col < n) c[r * n + col] = acc[i][j];
    }
}

// Two buffers in dynamic shared memory: the next tile is loaded while this one is used.
extern "C" __global__ void double_buffered_gemm(const float* a, const float* b, float* c, int n) {
  extern __shared__ float buffers[];
  float(*as)[16][16] = (float(*)[16][16])buffers;
  float(*bs)[16][16] = (float(*)[16][16])(buffers + 512);
  int tx = threadIdx.x, ty = threadIdx.y, row = blockIdx.y * 16 + ty, col = blockIdx.x * 16 + tx;
  as[0][ty][tx] = a[row * n + tx];
  bs[0][ty][tx] = b[ty * n + col];
  __syncthreads();
  float sum = 0;
  int cur = 0;
  for (int p = 16; p <= n; p += 16, cur ^= 1) {
    float nextA = 0, nextB = 0;
    if (p < n) {
      nextA = a[row * n + p + tx];
      nextB = b[(p + ty) * n + col];
    }
#pragma unroll
    for (int q = 0; q < 16; q++) sum = fmaf(as[cur][ty][q], bs[cur][q][tx], sum);
    if (p < n) {
      as[cur ^ 1][ty][tx] = nextA;
      bs[cur ^ 1][ty][tx] = nextB;
    }
    __syncthreads();
  }
  c[row * n + col] = sum;
}

// Loads and stores of float4; each thread makes 1 x 4 results.
extern "C" __global__ void vectorised_gemm(const float* __restrict__ a, const float4* __restrict__ b, float4* c, int n4, int k) {
  int q = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y;
  if (q >= n4) return;
  float4 s = make_float4(0, 0, 0, 0);
#pragma unroll 4
  for (int p = 0; p < k; p++) {
    float v = __ldg(a + row * k + p);
    float4 w = __ldg(b + p * n4 + q);
    s.x += v * w.x;
    s.y += v * w.y;
    s.z += v * w.z;
    s.w += v * w.w;
  }
  c[row * n4 + q] = s;
}

// Each block in z adds its share of the depth.
extern "C" __global__ void split_k_gemm(const float* a, const float* b, float* c, int m, int n, int k) {
  int col = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y;
  int each = (k + gridDim.z - 1) / gridDim.z, from = blockIdx.z * each, to = min(k, from + each);
  if (col >= n) return;
  float sum = 0;
  for (int p = from; p < to; p++) sum += a[row * k + p] * b[p * n + col];
  atomicAdd(&c[row * n + col], sum);
}

extern "C" __global__ void batched_gemm(const double* a, const double* b, double* c, int m, int n, int k) {
  a += (size_t)blockIdx.z * m * k;
  b += (size_t)blockIdx.z * k * n;
  c += (size_t)blockIdx.z * m * n;
  for (int e = threadIdx.x; e < m * n; e += blockDim.x) {
    double sum = 0;
    for (int p = 0; p < k; p++) sum += a[e / n * k + p] * b[p * n + e % n];
    c[e] = sum;
  }
}

// Pairs of halves, accumulated in pairs of halves.
extern "C" __global__ void half2_gemm(const __half* a, const __half2* b, __half2* c, int n2, int k) {
  int q = threadIdx.x, row = blockIdx.x;
  if (q >= n2) return;
  __half2 sum = __float2half2_rn(0);
  for (int p = 0; p < k; p++) sum = __hfma2(__half2half2(a[row * k + p]), b[p * n2 + q], sum);
  c[row * n2 + q] = sum;
}

extern "C" __global__ void bfloat_gemm(const __nv_bfloat16* a, const __nv_bfloat16* b, __nv_bfloat16* c, int n, int k) {
  int col = threadIdx.x, row = blockIdx.x;
  float sum = 0;
  for (int p = 0; p < k; p++) sum = fmaf(__bfloat162float(a[row * k + p]), __bfloat162float(b[p * n + col]), sum);
  c[row * n + col] = __float2bfloat16(sum);
}

// Four bytes per step; b is stored by columns.
extern "C" __global__ void dp4a_gemm(const int* a, const int* b, int* c, int n, int k4) {
  int col = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y;
  if (col >= n) return;
  int sum = 0;
  for (int p = 0; p < k4; p++) sum = __dp4a(a[row * k4 + p], b[col * k4 + p], sum);
  c[row * n + col] = sum;
}

// A matrix times a vector, a warp per row.
extern "C" __global__ void gemv(const float4* a, const float4* x, float* y, int m, int n4) {
  int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= m) return;
  float sum = 0;
  for (int q = threadIdx.x; q < n4; q += 32) {
    float4 v = a[row * n4 + q], w = x[q];
    sum += v.x * w.x + v.y * w.y + v.z * w.z + v.w * w.w;
  }
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(0xffffffff, sum, d);
  if (threadIdx.x == 0) y[row] = sum;
}
