// Kernels whose blocks share data, and kernels whose blocks depend on each other.

#define KERNEL(name) \
  extern "C" __global__ void name(const float* a, const float* b, float* c, long long n)

// c[n, n] = a[n, n / 2] b[n / 2, n], a tile of 32 x 32 for each block of 32 x 8.
KERNEL(tiled_matmul) {
  __shared__ float left[32][32];
  __shared__ float right[32][32];
  int column = blockIdx.x * 32 + threadIdx.x;
  int row = blockIdx.y * 32 + threadIdx.y;
  int depth = n / 2;
  float sum[4] = {0, 0, 0, 0};
  for (int k = 0; k < depth; k += 32) {
    for (int i = 0; i < 4; ++i) {
      int y = threadIdx.y + 8 * i;
      left[y][threadIdx.x] = a[(row + 8 * i) * depth + k + threadIdx.x];
      right[y][threadIdx.x] = b[(k + y) * n + column];
    }
    __syncthreads();
#pragma unroll
    for (int j = 0; j < 32; ++j) {
      float value = right[j][threadIdx.x];
      for (int i = 0; i < 4; ++i) {
        sum[i] += left[threadIdx.y + 8 * i][j] * value;
      }
    }
    __syncthreads();
  }
  for (int i = 0; i < 4; ++i) {
    c[(row + 8 * i) * n + column] = sum[i];
  }
}

// Attention over n positions of 64 floats: queries a, keys b, values b too; a head for each
// blockIdx.y, 64 queries for each block of 64, running maximum and sum.
KERNEL(attention) {
  __shared__ float keys[32][64];
  long long head = blockIdx.y * n * 64;
  long long query = head + (blockIdx.x * 64LL + threadIdx.x) * 64;
  float q[64], out[64];
#pragma unroll
  for (int d = 0; d < 64; ++d) {
    q[d] = a[query + d];
    out[d] = 0;
  }
  float most = -INFINITY, sum = 0;
  for (int tile = 0; tile < n; tile += 32) {
    for (int i = threadIdx.x; i < 32 * 64; i += 64) {
      keys[i / 64][i % 64] = b[head + tile * 64 + i];
    }
    __syncthreads();
    for (int k = 0; k < 32; ++k) {
      float score = 0;
#pragma unroll
      for (int d = 0; d < 64; ++d) {
        score += q[d] * keys[k][d];
      }
      float larger = fmaxf(most, score);
      float old = __expf(most - larger);
      float now = __expf(score - larger);
      sum = sum * old + now;
      most = larger;
#pragma unroll
      for (int d = 0; d < 64; ++d) {
        out[d] = out[d] * old + now * keys[k][d];
      }
    }
    __syncthreads();
  }
#pragma unroll
  for (int d = 0; d < 64; ++d) {
    c[query + d] = out[d] / sum;
  }
}

// A 3 x 3 convolution of n x n images without border: 8 channels in, 16 out; blockIdx.z is the
// image and the channel out. Weights in b.
KERNEL(convolution) {
  int x = blockIdx.x * 32 + threadIdx.x;
  int y = blockIdx.y * 8 + threadIdx.y;
  int image = blockIdx.z / 16;
  int channel = blockIdx.z % 16;
  if (x >= n - 2 || y >= n - 2) {
    return;
  }
  float sum = 0;
  for (int in = 0; in < 8; ++in) {
    const float* from = a + ((image * 8 + in) * n + y) * n + x;
    const float* weight = b + (channel * 8 + in) * 9;
#pragma unroll
    for (int i = 0; i < 9; ++i) {
      sum += from[i / 3 * n + i % 3] * weight[i];
    }
  }
  c[((image * 16 + channel) * (n - 2) + y) * (n - 2) + x] = sum;
}

// Each block adds what the blocks before it have, as soon as they say so.
KERNEL(look_back) {
  volatile int* ready = reinterpret_cast<int*>(c);
  volatile float* before = c + gridDim.x;
  if (threadIdx.x == 0) {
    float sum = 0;
    if (blockIdx.x > 0) {
      while (ready[blockIdx.x - 1] == 0) {
      }
      sum = before[blockIdx.x - 1];
    }
    before[blockIdx.x] = sum + a[blockIdx.x];
    __threadfence();
    ready[blockIdx.x] = 1;
  }
}

// The block that comes last adds what all have left.
KERNEL(last_block) {
  __shared__ bool last;
  unsigned* arrived = reinterpret_cast<unsigned*>(c);
  if (threadIdx.x == 0) {
    c[1 + blockIdx.x] = a[blockIdx.x];
    __threadfence();
    last = atomicAdd(arrived, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (last) {
    float sum = 0;
    for (int i = threadIdx.x; i < gridDim.x; i += blockDim.x) {
      sum += c[1 + i];
    }
    atomicAdd(c + 1 + gridDim.x, sum);
  }
}

// Blocks take rows from a queue until it is empty.
KERNEL(row_queue) {
  __shared__ unsigned row;
  while (true) {
    __syncthreads();
    if (threadIdx.x == 0) {
      row = atomicAdd(reinterpret_cast<unsigned*>(c), 1u);
    }
    __syncthreads();
    if (row >= n) {
      return;
    }
    c[32 + row * 32 + threadIdx.x % 32] = a[row * 32 + threadIdx.x % 32];
  }
}

// Blocks share a histogram, whose contents nobody reads back.
KERNEL(histogram) {
  long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
  if (i < n) {
    atomicAdd(reinterpret_cast<unsigned*>(c) + (i * 7) % 256, 1u);
  }
}

// Blocks write what is positive side by side, wherever a counter says.
KERNEL(compaction) {
  long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
  if (i < n && a[i] >= 0) {
    unsigned at = atomicAdd(reinterpret_cast<unsigned*>(c), 1u);
    c[1 + at] = a[i];
  }
}

// The lower triangle of a[n, n] b[n, n], both lower triangular: tiles above the diagonal stay.
KERNEL(triangular_matmul) {
  __shared__ float left[32][32];
  __shared__ float right[32][32];
  int column = blockIdx.x * 32 + threadIdx.x;
  int row = blockIdx.y * 32 + threadIdx.y;
  float sum[4] = {0, 0, 0, 0};
  for (int k = blockIdx.x * 32; k <= blockIdx.y * 32; k += 32) {
    for (int i = 0; i < 4; ++i) {
      int y = threadIdx.y + 8 * i;
      left[y][threadIdx.x] = a[(row + 8 * i) * n + k + threadIdx.x];
      right[y][threadIdx.x] = b[(k + y) * n + column];
    }
    __syncthreads();
#pragma unroll
    for (int j = 0; j < 32; ++j) {
      float value = right[j][threadIdx.x];
      for (int i = 0; i < 4; ++i) {
        sum[i] += left[threadIdx.y + 8 * i][j] * value;
      }
    }
    __syncthreads();
  }
  if (blockIdx.x <= blockIdx.y) {
    for (int i = 0; i < 4; ++i) {
      c[(row + 8 * i) * n + column] = sum[i];
    }
  }
}

// Sums of rows of n floats in phases one after another: a quarter of the rows, then half, then all.
KERNEL(phases) {
  int phase = 3 * blockIdx.x / gridDim.x;
  long long row = blockIdx.x * n;
  float sum = 0;
  for (int i = threadIdx.x; i < n >> (2 - phase); i += blockDim.x) {
    sum += a[row + i];
  }
  c[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}
