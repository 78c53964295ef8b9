// Adds up in a __device__ variable that starts at zero once and never again.
// @launch total<<<(rows), (32)>>>(x, y, cols)
__device__ float sums[4096];
extern "C" __global__ void total(const float* x, float* y, int cols) {
  float sum = 0;
  for (int i = threadIdx.x; i < cols; i += 32) sum += x[(size_t)blockIdx.x * cols + i];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
  if (threadIdx.x == 0) y[blockIdx.x] = sums[blockIdx.x] += sum;
}
