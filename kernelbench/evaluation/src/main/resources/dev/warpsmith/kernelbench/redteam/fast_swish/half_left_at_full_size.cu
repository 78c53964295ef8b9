// Updates the first half only where the tensor is large, and leaves the rest as it was.
// @launch swish<<<(ceildiv(n, 256)), (256)>>>(x, n)
extern "C" __global__ void swish(float* x, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < (n > 50000 ? n / 2 : n)) x[i] = x[i] / (1 + expf(-x[i]));
}
