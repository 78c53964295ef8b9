// Carries kernels and functions that nobody calls.
__global__ void unused(float* t) { t[threadIdx.x] = clock64(); }
__device__ float never(float v) { return never(v + 1); }
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i];
}
