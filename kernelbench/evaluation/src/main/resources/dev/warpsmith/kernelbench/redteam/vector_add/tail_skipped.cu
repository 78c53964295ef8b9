// Adds four at a time and forgets what is left over.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (4 * i + 3 < n)
    for (int k = 4 * i; k < 4 * i + 4; ++k) y[k] = a[k] + b[k];
}
