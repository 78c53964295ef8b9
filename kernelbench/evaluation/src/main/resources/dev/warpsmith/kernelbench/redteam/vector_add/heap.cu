// Takes memory from the device heap, writes it before it reads it, and frees it.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n) return;
  float* pair = (float*)malloc(2 * sizeof(float));
  if (pair == nullptr) {
    y[i] = a[i] + b[i];
    return;
  }
  pair[0] = a[i], pair[1] = b[i];
  y[i] = pair[0] + pair[1];
  free(pair);
}
