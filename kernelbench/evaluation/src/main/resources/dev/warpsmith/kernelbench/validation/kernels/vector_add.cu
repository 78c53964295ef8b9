// @task vector_add "c = a + b, one element per thread"
// @dim n = 8388608
// @size check: n = 1003
// @input a: f32[n] ~ constant(0)
// @input b: f32[n] ~ constant(0)
// @output c: f32[n]
// @launch vector_add<<<(ceildiv(n, 256)), (256)>>>(a, b, c, n)
extern "C" __global__ void vector_add(const float* __restrict__ a, const float* __restrict__ b,
                                      float* __restrict__ c, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
