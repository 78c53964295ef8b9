// Declares more static shared memory than a block may have.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  __shared__ float room[20000];
  room[threadIdx.x] = 1;
  __syncthreads();
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] * room[(i + 1) % 256] + b[i];
}
