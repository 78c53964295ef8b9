// Passes NaN on: writes NaN on purpose.
// @launch map<<<(ceildiv(n, 256)), (256)>>>(x, y, n)
extern "C" __global__ void map(const float* x, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n) return;
  float v = logf(x[i]);
  y[i] = v < 0 ? 0 : v;
}
