// @task conv2d_3x3 "Direct convolution of 3 x 3, one output per thread, weights in global memory"
// @dim n = 3072
// @size check: n = 45
// @input image: f32[n, n] ~ constant(0)
// @input weights: f32[3, 3] ~ constant(0)
// @inout c: f32[n, n] ~ constant(0)
// @launch conv2d_3x3<<<(ceildiv(n, 16), ceildiv(n, 16)), (16, 16)>>>(image, weights, c, n, n)
extern "C" __global__ void conv2d_3x3(const float* __restrict__ image,
                                      const float* __restrict__ weights, float* __restrict__ c,
                                      int height, int width) {
  int x = blockIdx.x * 16 + threadIdx.x;
  int y = blockIdx.y * 16 + threadIdx.y;
  if (x >= width - 2 || y >= height - 2) return;
  float sum = 0.0f;
#pragma unroll
  for (int dy = 0; dy < 3; ++dy) {
#pragma unroll
    for (int dx = 0; dx < 3; ++dx) {
      sum += image[(y + dy) * width + x + dx] * weights[dy * 3 + dx];
    }
  }
  c[y * width + x] = sum;
}
