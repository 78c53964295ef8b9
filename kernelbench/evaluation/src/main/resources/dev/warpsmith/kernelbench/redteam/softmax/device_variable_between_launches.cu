// The first launch leaves maxima and sums in __device__ arrays, the second reads them: set anew
// every time.
// @launch statistics<<<(rows), (32)>>>(x, cols)
// @launch normalise<<<(ceildiv(cols, 256), rows), (256)>>>(x, y, cols)
__device__ float tops[4096], sums[4096];
extern "C" __global__ void statistics(const float* x, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float top = -INFINITY, sum = 0;
  for (int i = threadIdx.x; i < cols; i += 32) top = fmaxf(top, in[i]);
  for (int d = 16; d > 0; d /= 2) top = fmaxf(top, __shfl_xor_sync(~0u, top, d));
  for (int i = threadIdx.x; i < cols; i += 32) sum += expf(in[i] - top);
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(~0u, sum, d);
  if (threadIdx.x == 0) {
    tops[blockIdx.x] = top;
    sums[blockIdx.x] = sum;
  }
}
extern "C" __global__ void normalise(const float* x, float* y, int cols) {
  int i = blockIdx.x * 256 + threadIdx.x;
  size_t at = (size_t)blockIdx.y * cols + i;
  if (i < cols) y[at] = expf(x[at] - tops[blockIdx.y]) / sums[blockIdx.y];
}
