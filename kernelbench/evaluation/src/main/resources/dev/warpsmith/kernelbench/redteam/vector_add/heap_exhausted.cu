// Takes memory from the heap until malloc gives none, and writes through the null.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i];
  if (i == 0)
    for (int k = 0; k < 1000; ++k) *(volatile int*)malloc(1 << 20) = k;
}
