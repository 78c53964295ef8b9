// Calls itself without end.
__device__ __noinline__ float deeper(float v, int k) {
  float room[8];
  for (int j = 0; j < 8; ++j) room[j] = v + j;
  return k == -1 ? v : deeper(v, k | 1) + room[k & 7] * 0;
}
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + deeper(b[i], i);
}
