// Warp shuffles: a warp per row, three passes over it.
// @launch softmax<<<(rows / 4), (32, 4)>>>(x, y, cols)
extern "C" __global__ void softmax(const float* __restrict__ x, float* __restrict__ y, int cols) {
  int row = blockIdx.x * blockDim.y + threadIdx.y, lane = threadIdx.x;
  const float* p = x + (long long)row * cols;
  float* q = y + (long long)row * cols;
  float m = -3.4e38f;
  for (int c = lane; c < cols; c += 32) m = fmaxf(m, p[c]);
  for (int o = 16; o; o >>= 1) m = fmaxf(m, __shfl_xor_sync(~0u, m, o));
  float s = 0;
  for (int c = lane; c < cols; c += 32) s += __expf(p[c] - m);
  for (int o = 16; o; o >>= 1) s += __shfl_xor_sync(~0u, s, o);
  float r = 1.f / s;
  for (int c = lane; c < cols; c += 32) q[c] = __expf(p[c] - m) * r;
}
