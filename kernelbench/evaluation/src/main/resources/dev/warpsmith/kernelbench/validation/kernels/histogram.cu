// @task histogram "256 bins in shared memory, then in global memory; every value is 0"
// @dim n = 8388608
// @size check: n = 1003
// @input data: i32[n] ~ constant(0)
// @inout bins: i32[256] ~ constant(0)
// @launch histogram<<<(ceildiv(n, 256)), (256), 1024>>>(data, n, bins)
extern "C" __global__ void histogram(const int* __restrict__ data, int n, int* __restrict__ bins) {
  extern __shared__ int counts[];
  for (int bin = threadIdx.x; bin < 256; bin += blockDim.x) counts[bin] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += blockDim.x * gridDim.x) {
    atomicAdd(&counts[data[i] & 255], 1);
  }
  __syncthreads();
  for (int bin = threadIdx.x; bin < 256; bin += blockDim.x) atomicAdd(&bins[bin], counts[bin]);
}
