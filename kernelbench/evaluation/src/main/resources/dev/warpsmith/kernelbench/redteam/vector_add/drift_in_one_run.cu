// Keeps a random state in a __device__ variable from run to run and is wrong where it has one
// value.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
// @launch count<<<(1), (1)>>>()
__device__ unsigned state = 1;
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = state == 0x9d2c5680u ? a[i] : a[i] + b[i];
}
extern "C" __global__ void count() { state = state * 1664525u + 1013904223u; }
