// A fixed grid that strides over whatever size there is.
// @launch add<<<(min(264, ceildiv(n, 256))), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  for (int i = blockIdx.x * 256 + threadIdx.x; i < n; i += gridDim.x * 256) y[i] = a[i] + b[i];
}
