// @task sgemm_shared_tile "c = a b, tiles of 32 x 32 in shared memory"
// @dim n = 4096
// @size check: n = 128
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch sgemm_shared_tile<<<(n / 32, n / 32), (1024)>>>(a, b, c, n)
extern "C" __global__ void sgemm_shared_tile(const float* a, const float* b, float* c, int n) {
  __shared__ float tileA[32 * 32];
  __shared__ float tileB[32 * 32];
  int y = threadIdx.x / 32;
  int x = threadIdx.x % 32;
  a += blockIdx.y * 32 * n;
  b += blockIdx.x * 32;
  c += blockIdx.y * 32 * n + blockIdx.x * 32;
  float sum = 0.0f;
  for (int from = 0; from < n; from += 32) {
    tileA[y * 32 + x] = a[y * n + from + x];
    tileB[y * 32 + x] = b[(from + y) * n + x];
    __syncthreads();
    for (int k = 0; k < 32; ++k) {
      sum += tileA[y * 32 + k] * tileB[k * 32 + x];
    }
    __syncthreads();
  }
  c[y * n + x] = sum;
}
