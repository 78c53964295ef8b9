// @task random_access "c = a[index], one element per thread; every index is 0"
// @dim n = 8388608
// @size check: n = 1003
// @input a: f32[n] ~ constant(0)
// @input index: i32[n] ~ constant(0)
// @output c: f32[n]
// @launch random_access<<<(ceildiv(n, 256)), (256)>>>(a, index, c, n)
extern "C" __global__ void random_access(const float* __restrict__ a, const int* __restrict__ index,
                                         float* __restrict__ c, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) c[i] = a[index[i]];
}
