// Leaves what it should update as it was.
// @launch swish<<<(ceildiv(n, 128)), (128)>>>(x, n)
extern "C" __global__ void swish(float* x, int n) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i < n) x[i] = x[i];
}
