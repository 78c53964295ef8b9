// @task sgemm_square_per_thread "c = a b, tiles of 128 x 128, 8 x 8 elements per thread"
// @dim n = 4096
// @size check: n = 128
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch sgemm_square_per_thread<<<(n / 128, n / 128), (256)>>>(a, b, c, n)
extern "C" __global__ void __launch_bounds__(256)
    sgemm_square_per_thread(const float* a, const float* b, float* c, int n) {
  __shared__ float tileA[128 * 8];
  __shared__ float tileB[8 * 128];
  int x = threadIdx.x % 16;
  int y = threadIdx.x / 16;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  float sums[8][8] = {{0.0f}};
  float left[8];
  float right[8];
  for (int from = 0; from < n; from += 8) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      int at = threadIdx.x + 256 * i;
      tileA[at] = a[(at / 8) * n + from + at % 8];
      tileB[at] = b[(from + at / 128) * n + at % 128];
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < 8; ++k) {
#pragma unroll
      for (int i = 0; i < 8; ++i) {
        left[i] = tileA[(y * 8 + i) * 8 + k];
        right[i] = tileB[k * 128 + x * 8 + i];
      }
#pragma unroll
      for (int i = 0; i < 8; ++i) {
#pragma unroll
        for (int j = 0; j < 8; ++j) {
          sums[i][j] += left[i] * right[j];
        }
      }
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < 8; ++i) {
#pragma unroll
    for (int j = 0; j < 8; ++j) {
      c[(y * 8 + i) * n + x * 8 + j] = sums[i][j];
    }
  }
}
