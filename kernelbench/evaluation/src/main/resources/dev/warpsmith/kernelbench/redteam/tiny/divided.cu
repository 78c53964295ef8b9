// Divides by a million instead: other rounding.
// @launch map<<<(ceildiv(n, 256)), (256)>>>(x, y, n)
extern "C" __global__ void map(const float* x, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = x[i] / 1e6f;
}
