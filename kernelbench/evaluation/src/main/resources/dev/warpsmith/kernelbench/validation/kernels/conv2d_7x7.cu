// @task conv2d_7x7 "Direct convolution of 7 x 7, one output per thread, weights in global memory"
// @dim n = 3072
// @size check: n = 45
// @input image: f32[n, n] ~ constant(0)
// @input weights: f32[7, 7] ~ constant(0)
// @inout c: f32[n, n] ~ constant(0)
// @launch conv2d_7x7<<<(ceildiv(n, 16), ceildiv(n, 16)), (16, 16)>>>(image, weights, c, n, n)
extern "C" __global__ void conv2d_7x7(const float* __restrict__ image,
                                      const float* __restrict__ weights, float* __restrict__ c,
                                      int height, int width) {
  int x = blockIdx.x * 16 + threadIdx.x;
  int y = blockIdx.y * 16 + threadIdx.y;
  if (x >= width - 6 || y >= height - 6) return;
  float sum = 0.0f;
#pragma unroll
  for (int dy = 0; dy < 7; ++dy) {
#pragma unroll
    for (int dx = 0; dx < 7; ++dx) {
      sum += image[(y + dy) * width + x + dx] * weights[dy * 7 + dx];
    }
  }
  c[y * width + x] = sum;
}
