// Names all lanes in a shuffle that half of them reach.
// @launch total<<<(rows), (32)>>>(x, y, cols)
extern "C" __global__ void total(const float* x, float* y, int cols) {
  float sum = 0;
  for (int i = threadIdx.x; i < cols; i += 32) sum += x[(size_t)blockIdx.x * cols + i];
  sum += __shfl_down_sync(~0u, sum, 16);
  if (threadIdx.x < 16)
    for (int d = 8; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
  if (threadIdx.x == 0) y[blockIdx.x] = sum;
}
