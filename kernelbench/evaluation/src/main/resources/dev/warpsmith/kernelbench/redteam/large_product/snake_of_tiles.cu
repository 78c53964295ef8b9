// Takes its tiles along a snake, every second row backwards, so that neighbours share what is in
// L2.
// @launch product<<<(ceildiv(n, 16) * ceildiv(m, 16)), (16, 16)>>>(a, b, c, m, n, k)
extern "C" __global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  int across = (n + 15) / 16, down = blockIdx.x / across, along = blockIdx.x % across;
  int row = down * 16 + threadIdx.y;
  int col = (down % 2 ? across - 1 - along : along) * 16 + threadIdx.x;
  if (row >= m || col >= n) return;
  float sum = 0;
  for (int i = 0; i < k; ++i) sum += a[row * k + i] * b[i * n + col];
  c[row * n + col] = sum;
}
