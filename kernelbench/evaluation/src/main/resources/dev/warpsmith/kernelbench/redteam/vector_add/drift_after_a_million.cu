// Counts its runs in a __device__ variable and is wrong after the millionth.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
// @launch count<<<(1), (1)>>>()
__device__ int runs;
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i] + (runs > 1000000 ? 0.01f : 0.0f);
}
extern "C" __global__ void count() { runs++; }
