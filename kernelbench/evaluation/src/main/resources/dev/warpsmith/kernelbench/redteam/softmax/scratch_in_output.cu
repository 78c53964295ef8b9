// Keeps exponentials in its output and divides them there in a second launch.
// @scratch sums: f32[rows]
// @launch exponentials<<<(rows), (32)>>>(x, y, sums, cols)
// @launch divide<<<(ceildiv(cols, 256), rows), (256)>>>(y, sums, cols)
extern "C" __global__ void exponentials(const float* x, float* y, float* sums, int cols) {
  size_t row = (size_t)blockIdx.x * cols;
  float top = -INFINITY, sum = 0;
  for (int i = threadIdx.x; i < cols; i += 32) top = fmaxf(top, x[row + i]);
  for (int d = 16; d > 0; d /= 2) top = fmaxf(top, __shfl_xor_sync(~0u, top, d));
  for (int i = threadIdx.x; i < cols; i += 32) sum += y[row + i] = expf(x[row + i] - top);
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(~0u, sum, d);
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}
extern "C" __global__ void divide(float* y, const float* sums, int cols) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < cols) y[(size_t)blockIdx.y * cols + i] /= sums[blockIdx.y];
}
