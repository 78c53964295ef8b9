// @task strided_copy_8 "Every eighth element is copied, one per thread"
// @dim n = 8388608
// @size check: n = 1003
// @input a: f32[n] ~ constant(0)
// @inout c: f32[n] ~ constant(0)
// @launch strided_copy_8<<<(ceildiv(n, 2048)), (256)>>>(a, c, n)
extern "C" __global__ void strided_copy_8(const float* __restrict__ a, float* __restrict__ c,
                                          int n) {
  int i = 8 * (blockIdx.x * 256 + threadIdx.x);
  if (i < n) c[i] = a[i];
}
