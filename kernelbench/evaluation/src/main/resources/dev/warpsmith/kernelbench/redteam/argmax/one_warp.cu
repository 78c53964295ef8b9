// A warp for each row; a NaN counts as the largest, and of equal elements the first wins.
__device__ bool above(float p, float q) { return p > q || (p != p && q == q); }
// @launch find<<<(rows), (32)>>>(x, y, cols)
extern "C" __global__ void find(const float* x, long long* y, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float top = -INFINITY;
  int at = cols;
  for (int i = threadIdx.x; i < cols; i += 32)
    if (at == cols || above(in[i], top)) top = in[i], at = i;
  for (int d = 16; d > 0; d /= 2) {
    float other = __shfl_xor_sync(~0u, top, d);
    int place = __shfl_xor_sync(~0u, at, d);
    if (place < cols && (at == cols || above(other, top) || (!above(top, other) && place < at))) top = other, at = place;
  }
  if (threadIdx.x == 0) y[blockIdx.x] = at;
}
