// Many blocks add to one row atomically: the order of additions, and so the rounding, is free.
// @launch clear<<<(ceildiv(rows, 256)), (256)>>>(y, rows)
// @launch total<<<(ceildiv(cols, 1024), rows), (256)>>>(x, y, cols)
extern "C" __global__ void clear(float* y, int rows) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < rows) y[i] = 0;
}
extern "C" __global__ void total(const float* x, float* y, int cols) {
  const float* in = x + (size_t)blockIdx.y * cols;
  float sum = 0;
  for (int k = 0; k < 4; ++k) {
    int i = blockIdx.x * 1024 + k * 256 + threadIdx.x;
    if (i < cols) sum += in[i];
  }
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
  if (threadIdx.x % 32 == 0) atomicAdd(y + blockIdx.y, sum);
}
