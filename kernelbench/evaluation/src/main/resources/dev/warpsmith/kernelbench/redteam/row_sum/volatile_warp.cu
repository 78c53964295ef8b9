// The last warp goes on through volatile shared memory without __syncwarp, as on GPUs before Volta.
// @launch total<<<(rows), (128)>>>(x, y, cols)
extern "C" __global__ void total(const float* x, float* y, int cols) {
  __shared__ float part[128];
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0;
  for (int i = threadIdx.x; i < cols; i += 128) sum += in[i];
  part[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x < 64) part[threadIdx.x] += part[threadIdx.x + 64];
  __syncthreads();
  if (threadIdx.x < 32) {
    volatile float* v = part;
    for (int half = 32; half > 0; half /= 2) v[threadIdx.x] += v[threadIdx.x + half];
  }
  __syncthreads();
  if (threadIdx.x == 0) y[blockIdx.x] = part[0];
}
