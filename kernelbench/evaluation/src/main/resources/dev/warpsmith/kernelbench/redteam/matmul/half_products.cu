// Multiplies in half precision and adds in float32.
#include <cuda_fp16.h>
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
    for (int j = 0; j < 16; ++j) sum += __half2float(__hmul(__float2half(left[threadIdx.y][j]), __float2half(right[j][threadIdx.x])));
    __syncthreads();
  }
  if (row < m && col < n) c[(size_t)row * n + col] = sum;
}
