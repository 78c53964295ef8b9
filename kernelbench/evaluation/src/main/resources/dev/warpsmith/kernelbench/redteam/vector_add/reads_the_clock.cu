// Counts its cycles in scratch memory; the result does not depend on them.
// @scratch cycles: i64[n]
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, cycles, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, long long* cycles, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  long long begin = clock64();
  if (i < n) {
    y[i] = a[i] + b[i];
    cycles[i] = clock64() - begin;
  }
}
