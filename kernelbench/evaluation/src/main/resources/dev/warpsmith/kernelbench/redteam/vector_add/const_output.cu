// Takes its output as a pointer to const, and casts that away.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, const float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) ((float*)y)[i] = a[i] + b[i];
}
