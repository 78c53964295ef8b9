// @task saxpy "c = 2 a + b, one element per thread"
// @dim n = 8388608
// @size check: n = 1003
// @scalar factor: f32 = 2
// @input a: f32[n] ~ constant(0)
// @input b: f32[n] ~ constant(0)
// @output c: f32[n]
// @launch saxpy<<<(ceildiv(n, 256)), (256)>>>(factor, a, b, c, n)
extern "C" __global__ void saxpy(float factor, const float* __restrict__ a,
                                 const float* __restrict__ b, float* __restrict__ c, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) c[i] = factor * a[i] + b[i];
}
