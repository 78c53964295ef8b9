// Launches twice what works in place.
// @launch swish<<<(ceildiv(n, 128)), (128)>>>(x, n)
// @launch swish<<<(ceildiv(n, 128)), (128)>>>(x, n)
extern "C" __global__ void swish(float* x, int n) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i < n) x[i] = x[i] / (1 + expf(-x[i]));
}
