// @task sgemm_coalesced "c = a b, one element per thread, neighbours in one row"
// @dim n = 4096
// @size check: n = 128
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch sgemm_coalesced<<<(n / 32, n / 32), (1024)>>>(a, b, c, n)
extern "C" __global__ void sgemm_coalesced(const float* a, const float* b, float* c, int n) {
  int row = blockIdx.x * 32 + threadIdx.x / 32;
  int column = blockIdx.y * 32 + threadIdx.x % 32;
  float sum = 0.0f;
  for (int k = 0; k < n; ++k) {
    sum += a[row * n + k] * b[k * n + column];
  }
  c[row * n + column] = sum;
}
