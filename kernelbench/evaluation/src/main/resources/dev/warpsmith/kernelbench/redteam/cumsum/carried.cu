// A scan of 256 elements at a time, the sum so far carried along.
// @launch running<<<(rows), (256)>>>(x, y, cols)
extern "C" __global__ void running(const float* x, float* y, int cols) {
  __shared__ float warps[8];
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  float carry = 0;
  for (int at = 0; at < cols; at += 256) {
    int i = at + threadIdx.x;
    float v = i < cols ? x[(size_t)blockIdx.x * cols + i] : 0;
    for (int d = 1; d < 32; d *= 2) {
      float other = __shfl_up_sync(~0u, v, d);
      if (lane >= d) v += other;
    }
    if (lane == 31) warps[warp] = v;
    __syncthreads();
    float all = 0, before = carry;
    for (int w = 0; w < 8; ++w) {
      if (w < warp) before += warps[w];
      all += warps[w];
    }
    if (i < cols) y[(size_t)blockIdx.x * cols + i] = before + v;
    carry += all;
    __syncthreads();
  }
}
