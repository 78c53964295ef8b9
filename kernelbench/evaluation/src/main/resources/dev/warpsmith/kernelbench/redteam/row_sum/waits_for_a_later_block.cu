// Every block waits for the one after it, and the last for the first.
// @scratch flags: i32[rows]
// @launch clear<<<(1), (256)>>>(flags, rows)
// @launch total<<<(rows), (32)>>>(x, y, flags, rows, cols)
extern "C" __global__ void clear(int* flags, int rows) {
  for (int i = threadIdx.x; i < rows; i += 256) flags[i] = 0;
}
extern "C" __global__ void total(const float* x, float* y, int* flags, int rows, int cols) {
  if (threadIdx.x == 0)
    while (atomicAdd(flags + (blockIdx.x + 1) % rows, 0) == 0) {}
  __syncwarp();
  float sum = 0;
  for (int i = threadIdx.x; i < cols; i += 32) sum += x[(size_t)blockIdx.x * cols + i];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
  if (threadIdx.x == 0) {
    y[blockIdx.x] = sum;
    atomicExch(flags + blockIdx.x, 1);
  }
}
