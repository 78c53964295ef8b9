// One warp loads and the other multiplies, in step by named barriers.
// @launch product<<<(ceildiv(n, 32), m), (64)>>>(a, b, c, n, k)
extern "C" __global__ void product(const float* a, const float* b, float* c, int n, int k) {
  __shared__ float left[2][32];
  int lane = threadIdx.x % 32, col = blockIdx.x * 32 + lane;
  const float* row = a + (size_t)blockIdx.y * k;
  if (threadIdx.x < 32) {
    for (int at = 0, turn = 0; at < k; at += 32, ++turn) {
      if (turn >= 2) asm volatile("bar.sync %0, 64;" ::"r"(3 + turn % 2) : "memory");
      left[turn % 2][lane] = at + lane < k ? row[at + lane] : 0;
      asm volatile("bar.arrive %0, 64;" ::"r"(1 + turn % 2) : "memory");
    }
  } else {
    float sum = 0;
    for (int at = 0, turn = 0; at < k; at += 32, ++turn) {
      asm volatile("bar.sync %0, 64;" ::"r"(1 + turn % 2) : "memory");
      for (int j = 0; j < 32 && at + j < k; ++j)
        if (col < n) sum += left[turn % 2][j] * b[(size_t)(at + j) * n + col];
      if (at + 64 < k) asm volatile("bar.arrive %0, 64;" ::"r"(3 + turn % 2) : "memory");
    }
    if (col < n) c[(size_t)blockIdx.y * n + col] = sum;
  }
}
