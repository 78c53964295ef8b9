// @task reduce_sum "Sums of 512 elements per block, a tree in shared memory"
// @dim n = 8388608
// @size check: n = 1003
// @input a: f32[n] ~ constant(0)
// @output partial: f32[ceildiv(n, 512)]
// @launch reduce_sum<<<(ceildiv(n, 512)), (256), 1024>>>(a, partial, n)
extern "C" __global__ void reduce_sum(const float* __restrict__ a, 
                           float* __restrict__ partial, int n) {
  extern __shared__ float sums[];
  int thread = threadIdx.x;
  int i = blockIdx.x * blockDim.x * 2 + thread;
  float sum = 0.0f;
  if (i < n) sum += a[i];
  if (i + blockDim.x < n) sum += a[i + blockDim.x];
  sums[thread] = sum;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (thread < half) sums[thread] += sums[thread + half];
    __syncthreads();
  }
  if (thread == 0) partial[blockIdx.x] = sums[0];
}
