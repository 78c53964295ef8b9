// @task sgemm_naive "c = a b, one element per thread, neighbours in different rows"
// @dim n = 4096
// @size check: n = 128
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch sgemm_naive<<<(n / 32, n / 32), (32, 32)>>>(a, b, c, n)
extern "C" __global__ void sgemm_naive(const float* a, const float* b, float* c, int n) {
  int row = blockIdx.x * 32 + threadIdx.x;
  int column = blockIdx.y * 32 + threadIdx.y;
  float sum = 0.0f;
  for (int k = 0; k < n; ++k) {
    sum += a[row * n + k] * b[k * n + column];
  }
  c[row * n + column] = sum;
}
