// Six steps from a naive matrix product to a register-blocked one; all matrices are n x n, row-major.
// The steps follow a published optimisation ladder (SgemmLadderIT names it); the code is our own.

extern "C" __global__ void naive(const float* a, const float* b, float* c, int n) {
  int row = blockIdx.x * 32 + threadIdx.x;
  int column = blockIdx.y * 32 + threadIdx.y;
  float sum = 0.0f;
  for (int k = 0; k < n; ++k) {
    sum += a[row * n + k] * b[k * n + column];
  }
  c[row * n + column] = sum;
}

extern "C" __global__ void coalesced(const float* a, const float* b, float* c, int n) {
  int row = blockIdx.x * 32 + threadIdx.x / 32;
  int column = blockIdx.y * 32 + threadIdx.x % 32;
  float sum = 0.0f;
  for (int k = 0; k < n; ++k) {
    sum += a[row * n + k] * b[k * n + column];
  }
  c[row * n + column] = sum;
}

extern "C" __global__ void shared_tile(const float* a, const float* b, float* c, int n) {
  __shared__ float tileA[32 * 32];
  __shared__ float tileB[32 * 32];
  int y = threadIdx.x / 32;
  int x = threadIdx.x % 32;
  a += blockIdx.y * 32 * n;
  b += blockIdx.x * 32;
  c += blockIdx.y * 32 * n + blockIdx.x * 32;
  float sum = 0.0f;
  for (int from = 0; from < n; from += 32) {
    tileA[y * 32 + x] = a[y * n + from + x];
    tileB[y * 32 + x] = b[(from + y) * n + x];
    __syncthreads();
    for (int k = 0; k < 32; ++k) {
      sum += tileA[y * 32 + k] * tileB[k * 32 + x];
    }
    __syncthreads();
  }
  c[y * n + x] = sum;
}

// 64 x 64 per block, 8 rows of one column per thread.
extern "C" __global__ void __launch_bounds__(512)
    column_per_thread(const float* a, const float* b, float* c, int n) {
  __shared__ float tileA[64 * 8];
  __shared__ float tileB[8 * 64];
  int x = threadIdx.x % 64;
  int y = threadIdx.x / 64;
  a += blockIdx.y * 64 * n;
  b += blockIdx.x * 64;
  c += blockIdx.y * 64 * n + blockIdx.x * 64;
  float sums[8] = {0.0f};
  for (int from = 0; from < n; from += 8) {
    tileA[threadIdx.x] = a[(threadIdx.x / 8) * n + from + threadIdx.x % 8];
    tileB[threadIdx.x] = b[(from + y) * n + x];
    __syncthreads();
    for (int k = 0; k < 8; ++k) {
      float right = tileB[k * 64 + x];
#pragma unroll
      for (int i = 0; i < 8; ++i) {
        sums[i] += tileA[(y * 8 + i) * 8 + k] * right;
      }
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < 8; ++i) {
    c[(y * 8 + i) * n + x] = sums[i];
  }
}

// 128 x 128 per block, 8 x 8 per thread.
extern "C" __global__ void __launch_bounds__(256)
    square_per_thread(const float* a, const float* b, float* c, int n) {
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

// The same with 16-byte accesses, A's tile transposed.
extern "C" __global__ void __launch_bounds__(256)
    vectorized(const float* a, const float* b, float* c, int n) {
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
