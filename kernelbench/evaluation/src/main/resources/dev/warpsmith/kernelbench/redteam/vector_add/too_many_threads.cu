// Launches blocks of 2048 threads.
// @launch add<<<(ceildiv(n, 2048)), (64, 32)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i];
}
