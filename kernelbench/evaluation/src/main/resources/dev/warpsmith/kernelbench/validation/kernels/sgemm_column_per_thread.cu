// @task sgemm_column_per_thread "c = a b, tiles of 64 x 64, 8 elements of a column per thread"
// @dim n = 4096
// @size check: n = 128
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch sgemm_column_per_thread<<<(n / 64, n / 64), (512)>>>(a, b, c, n)
extern "C" __global__ void __launch_bounds__(512)
    sgemm_column_per_thread(const float* a, const float* b, float* c, int n) {
  __shared__ float tileA[64 * 8];
  __shared__ float tileB[8 * 64];
  int x = threadIdx.x % 64;
  int y = threadIdx.x / 64;
  a += blockIdx.y * 64 * n;
  b += blockIdx.x * 64;
  c += blockIdx.y * 64 * n + blockIdx.x * 64;
  float sums[8] = {0.0f};
  for (int from = 0; from < n; from += 8) {
    tileA[threadIdx.x] = a[(threadIdx.x / 8) * n + from + threadIdx.x % 8];
    tileB[threadIdx.x] = b[(from + y) * n + x];
    __syncthreads();
    for (int k = 0; k < 8; ++k) {
      float right = tileB[k * 64 + x];
#pragma unroll
      for (int i = 0; i < 8; ++i) {
        sums[i] += tileA[(y * 8 + i) * 8 + k] * right;
      }
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < 8; ++i) {
    c[(y * 8 + i) * n + x] = sums[i];
  }
}
