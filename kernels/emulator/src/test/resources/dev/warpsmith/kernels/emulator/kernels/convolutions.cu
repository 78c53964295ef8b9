// Convolutions and pooling. Images are (channel, row, column).
__constant__ float TAPS[5] = {0.0625f, 0.25f, 0.375f, 0.25f, 0.0625f};

extern "C" __global__ void direct_convolution(const float* x, const float* w, float* y, int channels, int h, int width) {
  int c = blockIdx.x * blockDim.x + threadIdx.x, r = blockIdx.y * blockDim.y + threadIdx.y, k = blockIdx.z;
  if (c >= width || r >= h) return;
  float sum = 0;
  for (int ch = 0; ch < channels; ch++)
    for (int dr = 0; dr < 3; dr++)
      for (int dc = 0; dc < 3; dc++) {
        int rr = r + dr - 1, cc = c + dc - 1;
        if (rr >= 0 && rr < h && cc >= 0 && cc < width)
          sum += x[(ch * h + rr) * width + cc] * w[((k * channels + ch) * 3 + dr) * 3 + dc];
      }
  y[(k * h + r) * width + c] = sum;
}

// The image is gathered into tiles of a matrix as the product needs them.
extern "C" __global__ void implicit_gemm(const float* x, const float* w, float* y, int channels, int h, int width, int kernels) {
  __shared__ float ws[8][8], xs[8][8];
  int depth = channels * 9, pixels = h * width;
  int k = blockIdx.y * 8 + threadIdx.y, pixel = blockIdx.x * 8 + threadIdx.x;
  float sum = 0;
  for (int p = 0; p < depth; p += 8) {
    int q = p + threadIdx.x;
    ws[threadIdx.y][threadIdx.x] = k < kernels && q < depth ? w[k * depth + q] : 0;
    q = p + threadIdx.y;
    float v = 0;
    if (q < depth && pixel < pixels) {
      int ch = q / 9, r = pixel / width + q % 9 / 3 - 1, c = pixel % width + q % 3 - 1;
      if (r >= 0 && r < h && c >= 0 && c < width) v = x[(ch * h + r) * width + c];
    }
    xs[threadIdx.y][threadIdx.x] = v;
    __syncthreads();
#pragma unroll
    for (int e = 0; e < 8; e++) sum += ws[threadIdx.y][e] * xs[e][threadIdx.x];
    __syncthreads();
  }
  if (k < kernels && pixel < pixels) y[k * pixels + pixel] = sum;
}

extern "C" __global__ void depthwise_convolution(const float* x, const float* w, float* y, int h, int width) {
  extern __shared__ float image[];
  const float* plane = x + (size_t)blockIdx.x * h * width;
  for (int i = threadIdx.x; i < h * width; i += blockDim.x) image[i] = plane[i];
  __syncthreads();
  int oh = h - 2, ow = width - 2;
  for (int i = threadIdx.x; i < oh * ow; i += blockDim.x) {
    float sum = 0;
#pragma unroll
    for (int t = 0; t < 9; t++) sum += image[(i / ow + t / 3) * width + i % ow + t % 3] * w[blockIdx.x * 9 + t];
    y[(size_t)blockIdx.x * oh * ow + i] = sum;
  }
}

// Rows into shared memory, then columns; taps are in constant memory.
extern "C" __global__ void separable_blur(const float* x, float* y, int w, int h) {
  __shared__ float rows[20][16];
  int c = blockIdx.x * 16 + threadIdx.x;
  for (int k = threadIdx.y; k < 20; k += 16) {
    int r = min(h - 1, max(0, (int)(blockIdx.y * 16 + k) - 2));
    float sum = 0;
#pragma unroll
    for (int t = 0; t < 5; t++) sum += TAPS[t] * x[r * w + min(w - 1, max(0, c + t - 2))];
    rows[k][threadIdx.x] = sum;
  }
  __syncthreads();
  int r = blockIdx.y * 16 + threadIdx.y;
  if (c >= w || r >= h) return;
  float sum = 0;
  for (int t = 0; t < 5; t++) sum += TAPS[t] * rows[threadIdx.y + t][threadIdx.x];
  y[r * w + c] = sum;
}

// Stride 2: every input pixel adds to a 3 x 3 patch of the output.
extern "C" __global__ void transposed_convolution(const int* x, const int* w, int* y, int h, int width) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= h * width) return;
  int r = i / width, c = i % width, ow = 2 * width + 1;
  for (int t = 0; t < 9; t++) atomicAdd(&y[(2 * r + t / 3) * ow + 2 * c + t % 3], x[i] * w[t]);
}

extern "C" __global__ void max_pool(const float* x, float* y, int* where, int h, int w) {
  int oc = threadIdx.x, orow = threadIdx.y, plane = threadIdx.z + blockIdx.x * blockDim.z;
  int ow = w / 2, oh = h / 2;
  if (oc >= ow || orow >= oh) return;
  float best = -INFINITY;
  int at = -1;
  for (int k = 0; k < 4; k++) {
    int i = (plane * h + orow * 2 + k / 2) * w + oc * 2 + k % 2;
    if (x[i] > best) {
      best = x[i];
      at = i;
    }
  }
  int o = (plane * oh + orow) * ow + oc;
  y[o] = best;
  where[o] = at;
}

// Winograd F(2,3): two outputs of three taps with four products.
extern "C" __global__ void winograd_1d(const float* x, float t0, float t1, float t2, float2* y, int pairs) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= pairs) return;
  float a = x[2 * i], b = x[2 * i + 1], c = x[2 * i + 2], d = x[2 * i + 3];
  float g1 = 0.5f * (t0 + t1 + t2), g2 = 0.5f * (t0 - t1 + t2);
  float m0 = (a - c) * t0, m1 = (b + c) * g1, m2 = (c - b) * g2, m3 = (b - d) * t2;
  y[i] = make_float2(m0 + m1 + m2, m1 - m2 - m3);
}
