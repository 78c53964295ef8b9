// Splits the long dimension over blocks that add to the output atomically.
// @launch clear<<<(ceildiv(m * n, 256)), (256)>>>(c, m * n)
// @launch product<<<(ceildiv(n, 32), m, 4), (32)>>>(a, b, c, n, k)
extern "C" __global__ void clear(float* c, int count) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < count) c[i] = 0;
}
extern "C" __global__ void product(const float* a, const float* b, float* c, int n, int k) {
  int col = blockIdx.x * 32 + threadIdx.x, row = blockIdx.y, part = (k + 3) / 4;
  if (col >= n) return;
  float sum = 0;
  for (int j = part * blockIdx.z; j < min(k, part * ((int)blockIdx.z + 1)); ++j)
    sum += a[(size_t)row * k + j] * b[(size_t)j * n + col];
  atomicAdd(c + (size_t)row * n + col, sum);
}
