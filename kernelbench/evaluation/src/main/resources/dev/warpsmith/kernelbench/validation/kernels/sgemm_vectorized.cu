// @task sgemm_vectorized "c = a b, the same with 16-byte accesses, the left tile transposed"
// @dim n = 4096
// @size check: n = 128
// @input a: f32[n, n] ~ constant(0)
// @input b: f32[n, n] ~ constant(0)
// @output c: f32[n, n]
// @launch sgemm_vectorized<<<(n / 128, n / 128), (256)>>>(a, b, c, n)
extern "C" __global__ void __launch_bounds__(256)
    sgemm_vectorized(const float* a, const float* b, float* c, int n) {
  __shared__ __align__(16) float tileA[8 * 128];
  __shared__ __align__(16) float tileB[8 * 128];
  int x = threadIdx.x % 16;
  int y = threadIdx.x / 16;
  int rowA = threadIdx.x / 2;
  int columnA = threadIdx.x % 2 * 4;
  int rowB = threadIdx.x / 32;
  int columnB = threadIdx.x % 32 * 4;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  float sums[8][8] = {{0.0f}};
  float left[8];
  float right[8];
  for (int from = 0; from < n; from += 8) {
    float4 fourA = *reinterpret_cast<const float4*>(&a[rowA * n + from + columnA]);
    float4 fourB = *reinterpret_cast<const float4*>(&b[(from + rowB) * n + columnB]);
    tileA[(columnA + 0) * 128 + rowA] = fourA.x;
    tileA[(columnA + 1) * 128 + rowA] = fourA.y;
    tileA[(columnA + 2) * 128 + rowA] = fourA.z;
    tileA[(columnA + 3) * 128 + rowA] = fourA.w;
    *reinterpret_cast<float4*>(&tileB[rowB * 128 + columnB]) = fourB;
    __syncthreads();
#pragma unroll
    for (int k = 0; k < 8; ++k) {
#pragma unroll
      for (int i = 0; i < 8; i += 4) {
        *reinterpret_cast<float4*>(&left[i]) =
            *reinterpret_cast<const float4*>(&tileA[k * 128 + y * 8 + i]);
        *reinterpret_cast<float4*>(&right[i]) =
            *reinterpret_cast<const float4*>(&tileB[k * 128 + x * 8 + i]);
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
    for (int j = 0; j < 8; j += 4) {
      *reinterpret_cast<float4*>(&c[(y * 8 + i) * n + x * 8 + j]) =
          make_float4(sums[i][j], sums[i][j + 1], sums[i][j + 2], sums[i][j + 3]);
    }
  }
}
