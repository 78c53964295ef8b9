// Streaming and access-pattern kernels, one thread per element unless said.

extern "C" __global__ void vector_add(const float* a, const float* b, float* c, long long n) {
  long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
  if (i < n) {
    c[i] = a[i] + b[i];
  }
}

extern "C" __global__ void vector_add4(const float4* a, const float4* b, float4* c, long long n) {
  long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
  if (i < n) {
    float4 x = a[i];
    float4 y = b[i];
    c[i] = make_float4(x.x + y.x, x.y + y.y, x.z + y.z, x.w + y.w);
  }
}

extern "C" __global__ void strided_copy(const float* a, const float* b, float* c, long long n) {
  long long i = 8 * (blockIdx.x * (long long)blockDim.x + threadIdx.x);
  if (i < n) {
    c[i] = a[i];
  }
}

extern "C" __global__ void naive_transpose(const float* a, const float* b, float* c, long long n) {
  int column = blockIdx.x * 16 + threadIdx.x;
  int row = blockIdx.y * 16 + threadIdx.y;
  if (row < n && column < n) {
    c[column * n + row] = a[row * n + column];
  }
}

extern "C" __global__ void shared_transpose(const float* a, const float* b, float* c, long long n) {
  __shared__ float tile[32][33];
  int column = blockIdx.x * 32 + threadIdx.x;
  int row = blockIdx.y * 32 + threadIdx.y;
  if (row < n && column < n) {
    tile[threadIdx.y][threadIdx.x] = a[row * n + column];
  }
  __syncthreads();
  column = blockIdx.y * 32 + threadIdx.x;
  row = blockIdx.x * 32 + threadIdx.y;
  if (row < n && column < n) {
    c[row * n + column] = tile[threadIdx.x][threadIdx.y];
  }
}

extern "C" __global__ void reduce_sum(const float* a, const float* b, float* c, long long n) {
  __shared__ float sums[256];
  long long i = blockIdx.x * 512LL + threadIdx.x;
  float sum = i < n ? a[i] : 0.0f;
  if (i + 256 < n) {
    sum += a[i + 256];
  }
  sums[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 128; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      sums[threadIdx.x] += sums[threadIdx.x + half];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    c[blockIdx.x] = sums[0];
  }
}

extern "C" __global__ void matmul_naive(const float* a, const float* b, float* c, long long n) {
  int column = blockIdx.x * 16 + threadIdx.x;
  int row = blockIdx.y * 16 + threadIdx.y;
  if (row < n && column < n) {
    float sum = 0.0f;
    for (int k = 0; k < n; ++k) {
      sum += a[row * n + k] * b[k * n + column];
    }
    c[row * n + column] = sum;
  }
}

// One block of 256 per row: maximum, then sum, then the quotient, three passes over the row.
extern "C" __global__ void softmax_rows(const float* a, const float* b, float* c, long long n) {
  __shared__ float partial[8];
  const float* row = a + blockIdx.x * n;
  float largest = -INFINITY;
  for (int i = threadIdx.x; i < n; i += 256) {
    largest = fmaxf(largest, row[i]);
  }
  for (int offset = 16; offset > 0; offset /= 2) {
    largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, offset));
  }
  if (threadIdx.x % 32 == 0) {
    partial[threadIdx.x / 32] = largest;
  }
  __syncthreads();
  largest = partial[0];
  for (int i = 1; i < 8; ++i) {
    largest = fmaxf(largest, partial[i]);
  }
  __syncthreads();
  float sum = 0.0f;
  for (int i = threadIdx.x; i < n; i += 256) {
    sum += __expf(row[i] - largest);
  }
  for (int offset = 16; offset > 0; offset /= 2) {
    sum += __shfl_xor_sync(0xffffffffu, sum, offset);
  }
  if (threadIdx.x % 32 == 0) {
    partial[threadIdx.x / 32] = sum;
  }
  __syncthreads();
  sum = partial[0];
  for (int i = 1; i < 8; ++i) {
    sum += partial[i];
  }
  float* out = c + blockIdx.x * n;
  for (int i = threadIdx.x; i < n; i += 256) {
    out[i] = __expf(row[i] - largest) / sum;
  }
}
