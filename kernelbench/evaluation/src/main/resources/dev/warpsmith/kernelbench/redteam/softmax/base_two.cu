// Scales by log2(e) and takes exp2, as hardware does.
// @launch softmax<<<(rows), (128)>>>(x, y, rows, cols)
extern "C" __global__ void softmax(const float* x, float* y, int rows, int cols) {
  __shared__ float part[128];
  const float* in = x + (size_t)blockIdx.x * cols;
  float* out = y + (size_t)blockIdx.x * cols;
  float top = -INFINITY;
  for (int i = threadIdx.x; i < cols; i += 128) top = fmaxf(top, in[i]);
  part[threadIdx.x] = top;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) part[threadIdx.x] = fmaxf(part[threadIdx.x], part[threadIdx.x + half]);
    __syncthreads();
  }
  top = part[0];
  __syncthreads();
  float sum = 0;
  for (int i = threadIdx.x; i < cols; i += 128) sum += exp2f((in[i] - top) * 1.44269504f);
  part[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
    __syncthreads();
  }
  sum = part[0];
  for (int i = threadIdx.x; i < cols; i += 128) out[i] = exp2f((in[i] - top) * 1.44269504f) / sum;
}
