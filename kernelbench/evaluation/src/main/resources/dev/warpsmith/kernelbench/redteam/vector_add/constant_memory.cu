// Multiplies by a power of two from __constant__ memory and back: exact.
__constant__ float scale[4] = {1, 2, 4, 0.5f};
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = (a[i] * scale[i % 4] + b[i] * scale[i % 4]) * (1 / scale[i % 4]);
}
