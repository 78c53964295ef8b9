// Online softmax: maximum and sum in one pass, rescaled as the maximum grows.
// @launch softmax<<<(rows), (256)>>>(x, y, cols)
struct Running { float top, sum; };
__device__ Running merged(Running a, Running b) {
  float top = fmaxf(a.top, b.top);
  if (a.top == -INFINITY && b.top == -INFINITY) return {top, 0.0f};
  return {top, a.sum * expf(a.top - top) + b.sum * expf(b.top - top)};
}
extern "C" __global__ void softmax(const float* __restrict__ x, float* __restrict__ y, int cols) {
  __shared__ Running parts[8];
  const float* in = x + (size_t)blockIdx.x * cols;
  Running mine = {-INFINITY, 0.0f};
  for (int i = threadIdx.x; i < cols; i += 256) mine = merged(mine, {in[i], 1.0f});
  for (int d = 16; d > 0; d /= 2) {
    Running other = {__shfl_xor_sync(~0u, mine.top, d), __shfl_xor_sync(~0u, mine.sum, d)};
    mine = merged(mine, other);
  }
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = mine;
  __syncthreads();
  Running all = parts[0];
  for (int w = 1; w < 8; ++w) all = merged(all, parts[w]);
  for (int i = threadIdx.x; i < cols; i += 256)
    y[(size_t)blockIdx.x * cols + i] = expf(in[i] - all.top) / all.sum;
}
