// Sets the fast-math flag where the task does so itself.
// @flags -use_fast_math
// @launch swish<<<(ceildiv(n, 128)), (128)>>>(x, n)
extern "C" __global__ void swish(float* x, int n) {
  int i = blockIdx.x * 128 + threadIdx.x;
  if (i < n) x[i] = __fdividef(x[i], 1 + __expf(-x[i]));
}
