// A cooperative launch: parts, a barrier of the whole grid, then the sums.
#include <cooperative_groups.h>
// @scratch parts: f32[rows, 4]
// @launch[cooperative] total<<<(4), (256)>>>(x, y, parts, rows, cols)
extern "C" __global__ void total(const float* x, float* y, float* parts, int rows, int cols) {
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  for (int row = warp; row < rows; row += 8) {
    float sum = 0;
    for (int i = blockIdx.x * 32 + lane; i < cols; i += 128) sum += x[(size_t)row * cols + i];
    for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
    if (lane == 0) parts[row * 4 + blockIdx.x] = sum;
  }
  cooperative_groups::this_grid().sync();
  for (int row = blockIdx.x * 256 + threadIdx.x; row < rows; row += 1024)
    y[row] = parts[row * 4] + parts[row * 4 + 1] + parts[row * 4 + 2] + parts[row * 4 + 3];
}
