// One block passes its part to another through a flag: fence, volatile store, volatile spin, fence.
// @scratch parts: f32[rows]
// @scratch flags: i32[rows]
// @launch clear<<<(ceildiv(rows, 256)), (256)>>>(flags, rows)
// @launch total<<<(2, rows), (32)>>>(x, y, parts, flags, cols)
extern "C" __global__ void clear(int* flags, int rows) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < rows) flags[i] = 0;
}
extern "C" __global__ void total(const float* x, float* y, float* parts, int* flags, int cols) {
  float sum = 0;
  for (int i = blockIdx.x * 32 + threadIdx.x; i < cols; i += 64) sum += x[(size_t)blockIdx.y * cols + i];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
  if (threadIdx.x > 0) return;
  volatile int* flag = flags + blockIdx.y;
  if (blockIdx.x == 0) {
    parts[blockIdx.y] = sum;
    __threadfence();
    *flag = 1;
  } else {
    while (*flag == 0) __nanosleep(20);
    __threadfence();
    y[blockIdx.y] = sum + parts[blockIdx.y];
  }
}
