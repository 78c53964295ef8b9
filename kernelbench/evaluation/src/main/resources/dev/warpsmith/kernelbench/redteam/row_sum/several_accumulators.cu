// Eight loads in flight and eight sums, the rest after them.
// @launch total<<<(rows), (128)>>>(x, y, cols)
extern "C" __global__ void total(const float* x, float* y, int cols) {
  __shared__ float part[128];
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0;
  float s[8] = {};
  int i = threadIdx.x;
  for (; i + 7 * 128 < cols; i += 8 * 128)
#pragma unroll
    for (int k = 0; k < 8; ++k) s[k] += in[i + k * 128];
  for (; i < cols; i += 128) s[0] += in[i];
  for (int k = 0; k < 8; ++k) sum += s[k];
  part[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) y[blockIdx.x] = part[0];
}
