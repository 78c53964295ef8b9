// The kernels of DeviceContractTest. contract.ptx is made from this file with
//   nvcc -ptx -lineinfo -arch=sm_75 -std=c++17 contract.cu -o contract.ptx
// and the folder's name taken out of its .file line.

extern "C" __global__ void add(const float* x, const float* y, float* z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) z[i] = x[i] + y[i];
}

extern "C" __global__ void scale(float* x, float alpha, double beta, long long n) {
  for (long long i = threadIdx.x; i < n; i += blockDim.x) x[i] = float(x[i] * alpha + beta);
}

extern "C" __global__ void past_end(float* x, int n) { x[n + threadIdx.x] = 1.0f; }

__device__ int counter = 100;

extern "C" __global__ void count(int* out) { *out = ++counter; }

extern "C" __global__ void reverse(float* x) {
  extern __shared__ float shared[];
  shared[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  x[threadIdx.x] = shared[blockDim.x - 1 - threadIdx.x];
}

extern "C" __global__ void place(int* out) {
  int block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  int thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  int threads = blockDim.x * blockDim.y * blockDim.z;
  out[block * threads + thread] = block * 1000 + thread;
}

extern "C" __global__ void spin(volatile int* flag) {
  while (*flag == 0) { }
}

__global__ void plain(int* out) { *out = 7; }
