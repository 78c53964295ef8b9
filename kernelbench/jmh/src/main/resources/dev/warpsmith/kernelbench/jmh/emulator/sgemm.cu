// Shared memory and barriers: tiles of 32 x 32 by blocks of 8 x 8 threads, 4 x 4 results in registers each.
// @launch sgemm<<<(n / 32, n / 32), (8, 8)>>>(A, B, C, n)
#define TILE 32
extern "C" __global__ void sgemm(const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C,
                                 int n) {
  __shared__ float As[TILE][TILE];
  __shared__ float Bs[TILE][TILE];
  int tx = threadIdx.x, ty = threadIdx.y, thread = ty * 8 + tx;
  int row = blockIdx.y * TILE, col = blockIdx.x * TILE;
  float sums[4][4] = {};
  for (int k0 = 0; k0 < n; k0 += TILE) {
#pragma unroll
    for (int j = 0; j < 16; j++) {
      int e = thread + j * 64, r = e >> 5, c = e & 31;
      As[r][c] = A[(row + r) * n + k0 + c];
      Bs[r][c] = B[(k0 + r) * n + col + c];
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < TILE; k++) {
      float a[4], b[4];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        a[i] = As[ty * 4 + i][k];
        b[i] = Bs[k][tx * 4 + i];
      }
#pragma unroll
      for (int i = 0; i < 4; i++)
#pragma unroll
        for (int j = 0; j < 4; j++) sums[i][j] += a[i] * b[j];
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < 4; i++)
#pragma unroll
    for (int j = 0; j < 4; j++) C[(row + ty * 4 + i) * n + col + tx * 4 + j] = sums[i][j];
}
