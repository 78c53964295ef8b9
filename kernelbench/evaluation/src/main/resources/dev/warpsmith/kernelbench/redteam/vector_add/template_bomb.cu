// Asks the compiler for a template that never ends.
template <int N> struct Deep { static constexpr int value = Deep<N + 1>::value; };
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i] + 0 * Deep<0>::value;
}
