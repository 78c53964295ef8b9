// The kernels of DeviceChecks, which makes the launches itself.
// @launch count<<<(1), (1)>>>(out)
#include <cstdio>

extern "C" __global__ void add(const float* x, const float* y, float* z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) z[i] = x[i] + y[i];
}

extern "C" __global__ void scale(float* x, float alpha, double beta, long long n) {
  for (long long i = threadIdx.x; i < n; i += blockDim.x) x[i] = float(x[i] * alpha + beta);
}

extern "C" __global__ void place(int* out) {
  int block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  int thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  int threads = blockDim.x * blockDim.y * blockDim.z;
  out[block * threads + thread] = block * 1000 + thread;
}

extern "C" __global__ void reverse(float* x) {
  extern __shared__ float shared[];
  shared[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  x[threadIdx.x] = shared[blockDim.x - 1 - threadIdx.x];
}

__device__ int counter = 100;

extern "C" __global__ void count(int* out) { *out = ++counter; }

extern "C" __global__ void past_end(float* x, int n) { x[n + threadIdx.x] = 1.0f; }

extern "C" __global__ void wild(float* x) { *(float*)16 = 1.0f; }

extern "C" __global__ void crooked(float* x) { *(float*)((char*)x + 2) = 1.0f; }

extern "C" __global__ void trap(int* out) {
  *out = 1;
  __trap();
}

extern "C" __global__ void spin(volatile int* flag) {
  while (*flag == 0) { }
}

extern "C" __global__ void say(int value) { printf("thread %d says %d\n", threadIdx.x, value); }
