// Reaches from one input to memory that is nobody's by pointer arithmetic.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i] + 0 * __ldg(a + (1 << 28));
}
