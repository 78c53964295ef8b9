// Puts its blocks along y, where a grid may have 65535.
// @launch add<<<(1, n), (32)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.y;
  if (threadIdx.x == 0) y[i] = a[i] + b[i];
}
