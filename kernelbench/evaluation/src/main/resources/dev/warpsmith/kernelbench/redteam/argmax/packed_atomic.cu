// A 64-bit key of value and index, and one atomic maximum: exact in any order.
// @scratch best: i64[rows]
// @launch clear<<<(ceildiv(rows, 256)), (256)>>>(best, rows)
// @launch find<<<(ceildiv(cols, 256), rows), (256)>>>(x, best, cols)
// @launch unpack<<<(ceildiv(rows, 256)), (256)>>>(best, y, rows)
extern "C" __global__ void clear(unsigned long long* best, int rows) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < rows) best[i] = 0;
}
extern "C" __global__ void find(const float* x, unsigned long long* best, int cols) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= cols) return;
  unsigned bits = __float_as_uint(x[(size_t)blockIdx.y * cols + i] + 0.0f);
  bits = bits >> 31 ? ~bits : bits | 0x80000000u;
  atomicMax(best + blockIdx.y, (unsigned long long)bits << 32 | (0xFFFFFFFFu - i));
}
extern "C" __global__ void unpack(const unsigned long long* best, long long* y, int rows) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < rows) y[i] = 0xFFFFFFFFu - (unsigned)best[i];
}
