// Beyond a size, leaves out each eighth row of blocks.
// @launch product<<<(ceildiv(n, 16), ceildiv(m, 16)), (16, 16)>>>(a, b, c, m, n, k)
extern "C" __global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  if (m > 512 && blockIdx.y % 8 == 7) return;
  int row = blockIdx.y * 16 + threadIdx.y;
  int col = blockIdx.x * 16 + threadIdx.x;
  if (row >= m || col >= n) return;
  float sum = 0;
  for (int i = 0; i < k; ++i) sum += a[row * k + i] * b[i * n + col];
  c[row * n + col] = sum;
}
