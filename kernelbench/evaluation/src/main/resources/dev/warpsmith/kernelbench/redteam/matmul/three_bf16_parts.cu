// Splits each finite factor into three bfloat16 numbers: six products keep float32 accuracy.
#include <cuda_bf16.h>
__device__ float part(float& rest) {
  float p = __bfloat162float(__float2bfloat16(rest));
  rest -= p;
  return p;
}
// @launch product<<<(ceildiv(n, 16), ceildiv(m, 16)), (16, 16)>>>(a, b, c, m, n, k)
extern "C" __global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float left[16][17], right[16][17];
  int row = blockIdx.y * 16 + threadIdx.y, col = blockIdx.x * 16 + threadIdx.x;
  float sum = 0;
  for (int at = 0; at < k; at += 16) {
    int p = at + threadIdx.x, q = at + threadIdx.y;
    left[threadIdx.y][threadIdx.x] = row < m && p < k ? a[(size_t)row * k + p] : 0;
    right[threadIdx.y][threadIdx.x] = q < k && col < n ? b[(size_t)q * n + col] : 0;
    __syncthreads();
    for (int j = 0; j < 16; ++j) {
      float x = left[threadIdx.y][j], y = right[j][threadIdx.x];
      float x1 = part(x), x2 = part(x), x3 = part(x), y1 = part(y), y2 = part(y), y3 = part(y);
      sum += !isfinite(left[threadIdx.y][j] * right[j][threadIdx.x]) ? left[threadIdx.y][j] * right[j][threadIdx.x] : x1 * y1 + (x1 * y2 + x2 * y1) + (x2 * y2 + x1 * y3 + x3 * y1);
    }
    __syncthreads();
  }
  if (row < m && col < n) c[(size_t)row * n + col] = sum;
}
