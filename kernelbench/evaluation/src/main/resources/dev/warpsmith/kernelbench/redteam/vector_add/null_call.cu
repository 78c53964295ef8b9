// Calls through a null function pointer.
typedef float (*Sum)(float, float);
__device__ Sum volatile sum;
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = sum(a[i], b[i]);
}
