// Needs more registers than 1024 threads may have.
// @launch add<<<(ceildiv(n, 1024)), (1024)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 1024 + threadIdx.x;
  if (i < n) {
    float r[96];
#pragma unroll
    for (int k = 0; k < 96; ++k) r[k] = ((volatile const float*)a)[i] + k;
    float s = 0;
#pragma unroll
    for (int k = 0; k < 96; ++k) s += r[k] * r[95 - k];
    y[i] = a[i] + b[i] + 0 * s;
  }
}
