// Keeps a whole row in dynamic shared memory: more than 48 KB.
// @launch softmax<<<(rows), (128), 4 * (cols + 12800)>>>(x, y, cols)
extern "C" __global__ void softmax(const float* x, float* y, int cols) {
  extern __shared__ float row[];
  __shared__ float parts[4];
  float top = -INFINITY, sum = 0;
  for (int i = threadIdx.x; i < cols; i += 128) top = fmaxf(top, row[i] = x[(size_t)blockIdx.x * cols + i]);
  for (int d = 16; d > 0; d /= 2) top = fmaxf(top, __shfl_xor_sync(~0u, top, d));
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = top;
  __syncthreads();
  top = fmaxf(fmaxf(parts[0], parts[1]), fmaxf(parts[2], parts[3]));
  __syncthreads();
  for (int i = threadIdx.x; i < cols; i += 128) sum += row[i] = expf(row[i] - top);
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(~0u, sum, d);
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = sum;
  __syncthreads();
  sum = parts[0] + parts[1] + parts[2] + parts[3];
  for (int i = threadIdx.x; i < cols; i += 128) y[(size_t)blockIdx.x * cols + i] = row[i] / sum;
}
