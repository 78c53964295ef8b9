// Hands its sum on through a flag without a fence.
// @scratch parts: f32[rows * ceildiv(cols, 256)]
// @scratch state: i32[rows * ceildiv(cols, 256)]
// @launch clear<<<(ceildiv(rows * ceildiv(cols, 256), 256)), (256)>>>(state, rows * ceildiv(cols, 256))
// @launch running<<<(ceildiv(cols, 256), rows), (256)>>>(x, y, parts, state, cols)
extern "C" __global__ void clear(int* state, int count) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count) state[i] = 0;
}
extern "C" __global__ void running(const float* x, float* y, float* parts, int* state, int cols) {
  __shared__ float warps[8];
  __shared__ float carried;
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32, i = blockIdx.x * 256 + threadIdx.x;
  int mine = blockIdx.y * gridDim.x + blockIdx.x;
  float v = i < cols ? x[(size_t)blockIdx.y * cols + i] : 0;
  for (int d = 1; d < 32; d *= 2) {
    float other = __shfl_up_sync(~0u, v, d);
    if (lane >= d) v += other;
  }
  if (lane == 31) warps[warp] = v;
  __syncthreads();
  if (threadIdx.x == 0) {
    float carry = 0, all = 0;
    for (int w = 0; w < 8; ++w) all += warps[w];
    if (blockIdx.x > 0) {
      while (*(volatile int*)(state + mine - 1) == 0) {}
      __threadfence();
      carry = parts[mine - 1];
    }
    parts[mine] = carry + all;
    *(volatile int*)(state + mine) = 1;
    carried = carry;
  }
  __syncthreads();
  float before = carried;
  for (int w = 0; w < warp; ++w) before += warps[w];
  if (i < cols) y[(size_t)blockIdx.y * cols + i] = before + v;
}
