// Compensated addition, which a compiler that reassociates would remove; none where the sum is
// infinite.
// @launch total<<<(rows), (128)>>>(x, y, cols)
extern "C" __global__ void total(const float* x, float* y, int cols) {
  __shared__ float part[128];
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0, lost = 0;
  for (int i = threadIdx.x; i < cols; i += 128) {
    float term = in[i] - lost;
    float next = sum + term;
    lost = isfinite(next) ? (next - sum) - term : 0;
    sum = next;
  }
  part[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) y[blockIdx.x] = part[0];
}
