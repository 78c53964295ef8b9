// A warp for each row, with shuffles and no shared memory; rows beyond the last leave early.
// @launch softmax<<<(ceildiv(rows, 4)), (32, 4)>>>(x, y, rows, cols)
extern "C" __global__ void softmax(const float* x, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.y;
  if (row >= rows) return;
  const float* in = x + (size_t)row * cols;
  float top = -INFINITY, sum = 0;
  for (int i = threadIdx.x; i < cols; i += 32) top = fmaxf(top, in[i]);
  for (int d = 16; d > 0; d /= 2) top = fmaxf(top, __shfl_xor_sync(~0u, top, d));
  for (int i = threadIdx.x; i < cols; i += 32) sum += expf(in[i] - top);
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(~0u, sum, d);
  for (int i = threadIdx.x; i < cols; i += 32) y[(size_t)row * cols + i] = expf(in[i] - top) / sum;
}
