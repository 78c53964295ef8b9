// Finishes in the block that takes each fourth ticket of a counter that is never put back, and is
// wrong once the counter is high.
// @scratch parts: f32[rows, 4]
// @launch total<<<(4, rows), (32)>>>(x, y, parts, cols)
__device__ unsigned tickets[4096];
extern "C" __global__ void total(const float* x, float* y, float* parts, int cols) {
  float sum = 0;
  for (int i = blockIdx.x * 32 + threadIdx.x; i < cols; i += 128)
    sum += x[(size_t)blockIdx.y * cols + i];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
  if (threadIdx.x == 0) {
    __stcg(parts + blockIdx.y * 4 + blockIdx.x, sum);
    __threadfence();
    unsigned ticket = atomicAdd(tickets + blockIdx.y, 1);
    if (ticket % 4 == 3) {
      __threadfence();
      float all = ticket > 40000000 ? 1 : 0;
      for (int p = 0; p < 4; ++p) all += __ldcg(parts + blockIdx.y * 4 + p);
      y[blockIdx.y] = all;
    }
  }
}
