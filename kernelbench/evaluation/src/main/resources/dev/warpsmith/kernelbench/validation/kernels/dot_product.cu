// @task dot_product "Dot products of 512 elements per block, a tree in shared memory"
// @dim n = 8388608
// @size check: n = 1003
// @input a: f32[n] ~ constant(0)
// @input b: f32[n] ~ constant(0)
// @output partial: f32[ceildiv(n, 512)]
// @launch dot_product<<<(ceildiv(n, 512)), (256), 1024>>>(a, b, partial, n)
extern "C" __global__ void dot_product(const float* __restrict__ a, const float* __restrict__ b, 
                           float* __restrict__ partial, int n) {
  extern __shared__ float sums[];
  int thread = threadIdx.x;
  int i = blockIdx.x * blockDim.x * 2 + thread;
  float sum = 0.0f;
  if (i < n) sum += a[i] * b[i];
  if (i + blockDim.x < n) sum += a[i + blockDim.x] * b[i + blockDim.x];
  sums[thread] = sum;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (thread < half) sums[thread] += sums[thread + half];
    __syncthreads();
  }
  if (thread == 0) partial[blockIdx.x] = sums[0];
}
