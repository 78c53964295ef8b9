// Picks its function from a __device__ table of pointers.
typedef float (*Sum)(float, float);
__device__ float left(float p, float q) { return p + q; }
__device__ float right(float p, float q) { return q + p; }
__device__ Sum table[2] = {left, right};
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = table[i % 2](a[i], b[i]);
}
