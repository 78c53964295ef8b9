// A block for each processor, which takes tile after tile: some take one more than others.
// @launch product<<<(132), (16, 16)>>>(a, b, c, m, n, k)
extern "C" __global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  int across = (n + 15) / 16, tiles = across * ((m + 15) / 16);
  for (int tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
    int row = tile / across * 16 + threadIdx.y, col = tile % across * 16 + threadIdx.x;
    if (row >= m || col >= n) continue;
    float sum = 0;
    for (int i = 0; i < k; ++i) sum += a[row * k + i] * b[i * n + col];
    c[row * n + col] = sum;
  }
}
