// @task matmul_tiled "c = a b, by tiles of 32 x 32 in shared memory, one element per thread"
// @dim n = 2048
// @size check: n = 45
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch matmul_tiled<<<(ceildiv(n, 32), ceildiv(n, 32)), (32, 32)>>>(a, b, c, n)
extern "C" __global__ void matmul_tiled(const float* __restrict__ a, const float* __restrict__ b,
                                        float* __restrict__ c, int n) {
  __shared__ float left[32][32];
  __shared__ float right[32][32];
  int x = threadIdx.x;
  int y = threadIdx.y;
  int row = blockIdx.y * 32 + y;
  int column = blockIdx.x * 32 + x;
  float sum = 0.0f;
  for (int from = 0; from < n; from += 32) {
    left[y][x] = row < n && from + x < n ? a[row * n + from + x] : 0.0f;
    right[y][x] = from + y < n && column < n ? b[(from + y) * n + column] : 0.0f;
    __syncthreads();
#pragma unroll
    for (int k = 0; k < 32; ++k) sum += left[y][k] * right[k][x];
    __syncthreads();
  }
  if (row < n && column < n) c[row * n + column] = sum;
}
