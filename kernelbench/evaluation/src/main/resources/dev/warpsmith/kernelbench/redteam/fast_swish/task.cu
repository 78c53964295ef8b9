// @task   fast_swish "x / (1 + exp(-x)), in place, with fast math"
// @dim    n = 100003
// @size   check: n = 1003
// @size   check: n = 130
// @inout  x: f32[n] ~ normal(0, 2)
// @tolerance atol = 1e-5, rtol = 1e-4
// @flags  -use_fast_math
// @launch swish<<<(ceildiv(n, 256)), (256)>>>(x, n)
extern "C" __global__ void swish(float* x, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) x[i] = x[i] / (1 + expf(-x[i]));
}
