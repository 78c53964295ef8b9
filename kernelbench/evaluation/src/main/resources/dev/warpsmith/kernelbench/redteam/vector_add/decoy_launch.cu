// Has a launch that does nothing for the result: right, and the evidence says so.
// @scratch t: f32[32]
// @launch decoy<<<(1), (32)>>>(a, t, n)
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void decoy(const float* a, float* t, int n) {
  t[threadIdx.x] = a[threadIdx.x % n];
}
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] + b[i];
}
