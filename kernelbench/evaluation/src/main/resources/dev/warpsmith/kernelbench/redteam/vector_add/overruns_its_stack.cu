// Writes past the end of a local array at an index that it computes.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n) return;
  volatile float room[4];
  for (int k = 0; k < 4 + (n > 1000 ? 1000 : 0); ++k) room[k] = a[i] + b[i];
  y[i] = room[i & 3];
}
