// Kernels that race, and near misses. Compiled with: nvcc -ptx -lineinfo -arch=sm_90 races.cu
extern "C" __global__ void writes_twice(float* y) {
  __shared__ float s[32];
  s[threadIdx.x % 32] = threadIdx.x;
  __syncthreads();
  y[threadIdx.x] = s[threadIdx.x % 32];
}

extern "C" __global__ void writes_one_cell(float* y) {
  __shared__ float s;
  s = threadIdx.x;
  __syncthreads();
  y[threadIdx.x] = s;
}

extern "C" __global__ void stores_one_flag(float* y) {
  __shared__ int found;
  if (threadIdx.x == 0) found = 0;
  __syncthreads();
  if (threadIdx.x % 2) found = 1;
  __syncthreads();
  y[threadIdx.x] = found;
}

extern "C" __global__ void reads_then_writes(float* y) {
  __shared__ float s[64];
  s[threadIdx.x] = threadIdx.x;
  __syncthreads();
  float other = s[63 - threadIdx.x];
  s[threadIdx.x] = other + 1;
  __syncthreads();
  y[threadIdx.x] = s[threadIdx.x];
}

extern "C" __global__ void shares_bytes(float* y) {
  __shared__ unsigned char s[64];
  s[threadIdx.x] = threadIdx.x;
  __syncthreads();
  unsigned char other = s[63 - threadIdx.x];
  __syncthreads();
  s[threadIdx.x] = other;
  y[threadIdx.x] = s[threadIdx.x];
}

extern "C" __global__ void races_on_bytes(float* y) {
  __shared__ unsigned char s[64];
  s[threadIdx.x] = threadIdx.x;
  __syncthreads();
  unsigned char other = s[63 - threadIdx.x];
  s[threadIdx.x] = other + 1;
  y[threadIdx.x] = s[threadIdx.x];
}

extern "C" __global__ void counts_before_clearing(int* y) {
  __shared__ int bins[64];
  bins[threadIdx.x] = 0;
  atomicAdd(&bins[(threadIdx.x * 7) % 64], 1);
  __syncthreads();
  y[threadIdx.x] = bins[threadIdx.x];
}

extern "C" __global__ void reads_before_counted(int* y) {
  __shared__ int bins[64];
  bins[threadIdx.x] = 0;
  __syncthreads();
  atomicAdd(&bins[(threadIdx.x * 7) % 64], 1);
  y[threadIdx.x] = bins[threadIdx.x];
}

extern "C" __global__ void counts(int* y) {
  __shared__ int bins[64];
  bins[threadIdx.x] = 0;
  __syncthreads();
  atomicAdd(&bins[(threadIdx.x * 7) % 64], 1);
  __syncthreads();
  y[threadIdx.x] = bins[threadIdx.x];
}

extern "C" __global__ void misses_syncwarp(float* y) {
  __shared__ float s[64];
  s[threadIdx.x] = threadIdx.x;
  __syncwarp();
  float other = s[threadIdx.x ^ 1];
  s[threadIdx.x] = other + 1;
  __syncwarp();
  y[threadIdx.x] = s[threadIdx.x];
}

extern "C" __global__ void reads_unwritten_index(float* y) {
  __shared__ int s[64];
  if (threadIdx.x < 32) s[threadIdx.x] = threadIdx.x;
  __syncthreads();
  y[s[threadIdx.x]] = 1;
}

extern "C" __global__ void adds_in_place(float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] += 1;
}
