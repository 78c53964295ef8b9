// Waits for a value that nobody will write.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  while (((volatile const float*)a)[0] < 1e30f) {}
  if (i < n) y[i] = a[i] + b[i];
}
