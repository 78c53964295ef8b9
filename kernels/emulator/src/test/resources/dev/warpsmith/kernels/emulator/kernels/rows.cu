// Normalisations of rows, and attention.

__device__ float block_sum(float v, float* shared) {
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffff, v, d);
  __syncthreads();
  if (threadIdx.x % 32 == 0) shared[threadIdx.x / 32] = v;
  __syncthreads();
  float sum = 0;
  for (int w = 0; w < blockDim.x / 32; w++) sum += shared[w];
  return sum;
}

extern "C" __global__ void softmax(const float* x, float* y, int cols) {
  __shared__ float shared[32];
  const float* row = x + blockIdx.x * cols;
  float most = -INFINITY;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) most = fmaxf(most, row[c]);
  for (int d = 16; d > 0; d /= 2) most = fmaxf(most, __shfl_xor_sync(0xffffffff, most, d));
  if (threadIdx.x % 32 == 0) shared[threadIdx.x / 32] = most;
  __syncthreads();
  for (int w = 0; w < blockDim.x / 32; w++) most = fmaxf(most, shared[w]);
  float sum = 0;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) sum += expf(row[c] - most);
  sum = block_sum(sum, shared);
  for (int c = threadIdx.x; c < cols; c += blockDim.x) y[blockIdx.x * cols + c] = expf(row[c] - most) / sum;
}

// One pass: the sum is rescaled whenever the maximum grows. A warp per row.
extern "C" __global__ void online_softmax(const float* x, float* y, int rows, int cols) {
  int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  float most = -INFINITY, sum = 0;
  for (int c = threadIdx.x; c < cols; c += 32) {
    float v = x[row * cols + c], next = fmaxf(most, v);
    sum = sum * __expf(most - next) + __expf(v - next);
    most = next;
  }
  for (int d = 16; d > 0; d /= 2) {
    float other = __shfl_xor_sync(0xffffffff, most, d), part = __shfl_xor_sync(0xffffffff, sum, d);
    float next = fmaxf(most, other);
    sum = sum * __expf(most - next) + part * __expf(other - next);
    most = next;
  }
  for (int c = threadIdx.x; c < cols; c += 32) y[row * cols + c] = __fdividef(__expf(x[row * cols + c] - most), sum);
}

// Welford's mean and variance, merged across lanes.
extern "C" __global__ void layer_norm(const float* x, const float* gain, const float* bias, float* y, int cols) {
  const float* row = x + blockIdx.x * cols;
  float mean = 0, m2 = 0, count = 0;
  for (int c = threadIdx.x; c < cols; c += 32) {
    count += 1;
    float delta = row[c] - mean;
    mean += delta / count;
    m2 += delta * (row[c] - mean);
  }
  for (int d = 1; d < 32; d *= 2) {
    float otherMean = __shfl_xor_sync(0xffffffff, mean, d), otherM2 = __shfl_xor_sync(0xffffffff, m2, d);
    float otherCount = __shfl_xor_sync(0xffffffff, count, d);
    float all = count + otherCount, delta = otherMean - mean;
    if (all > 0) {
      mean += delta * otherCount / all;
      m2 += otherM2 + delta * delta * count * otherCount / all;
    }
    mean = __shfl_sync(0xffffffff, mean, threadIdx.x & ~d);
    m2 = __shfl_sync(0xffffffff, m2, threadIdx.x & ~d);
    count = all;
  }
  float scale = rsqrtf(m2 / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 32) y[blockIdx.x * cols + c] = (row[c] - mean) * scale * gain[c] + bias[c];
}

extern "C" __global__ void rms_norm(const float4* x, const float4* gain, float4* y, int quads) {
  __shared__ float shared[32];
  float sum = 0;
  for (int q = threadIdx.x; q < quads; q += blockDim.x) {
    float4 v = x[blockIdx.x * quads + q];
    sum += v.x * v.x + v.y * v.y + v.z * v.z + v.w * v.w;
  }
  float scale = 1 / sqrtf(block_sum(sum, shared) / (4 * quads) + 1e-6f);
  for (int q = threadIdx.x; q < quads; q += blockDim.x) {
    float4 v = x[blockIdx.x * quads + q], g = gain[q];
    y[blockIdx.x * quads + q] = make_float4(v.x * scale * g.x, v.y * scale * g.y, v.z * scale * g.z, v.w * scale * g.w);
  }
}

extern "C" __global__ void cross_entropy(const float* x, const long long* labels, float* loss, int rows, int cols) {
  int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  float most = -INFINITY, sum = 0;
  for (int c = 0; c < cols; c++) most = fmaxf(most, x[row * cols + c]);
  for (int c = 0; c < cols; c++) sum += expf(x[row * cols + c] - most);
  loss[row] = logf(sum) + most - x[row * cols + labels[row]];
}

// Attention with tiles of keys and values in shared memory and an online softmax; a thread per query.
template <int D, bool CAUSAL>
__device__ void attend(const float* q, const float* k, const float* v, float* o, int n) {
  __shared__ float ks[16][D], vs[16][D];
  int query = blockIdx.x * blockDim.x + threadIdx.x;
  size_t head = (size_t)blockIdx.y * n * D;
  float mine[D], acc[D];
#pragma unroll
  for (int d = 0; d < D; d++) {
    mine[d] = query < n ? q[head + query * D + d] : 0;
    acc[d] = 0;
  }
  float most = -INFINITY, sum = 0;
  for (int first = 0; first < n; first += 16) {
    for (int e = threadIdx.x; e < 16 * D; e += blockDim.x) {
      int key = first + e / D;
      ks[e / D][e % D] = key < n ? k[head + key * D + e % D] : 0;
      vs[e / D][e % D] = key < n ? v[head + key * D + e % D] : 0;
    }
    __syncthreads();
    for (int j = 0; j < 16 && first + j < n; j++) {
      if (CAUSAL && first + j > query) break;
      float s = 0;
#pragma unroll
      for (int d = 0; d < D; d++) s += mine[d] * ks[j][d];
      s *= rsqrtf(D);
      float next = fmaxf(most, s), shrink = expf(most - next), p = expf(s - next);
      sum = sum * shrink + p;
#pragma unroll
      for (int d = 0; d < D; d++) acc[d] = acc[d] * shrink + p * vs[j][d];
      most = next;
    }
    __syncthreads();
  }
  if (query < n)
    for (int d = 0; d < D; d++) o[head + query * D + d] = acc[d] / sum;
}

extern "C" __global__ void attention(const float* q, const float* k, const float* v, float* o, int n) {
  attend<16, false>(q, k, v, o, n);
}

extern "C" __global__ void causal_attention(const float* q, const float* k, const float* v, float* o, int n) {
  attend<8, true>(q, k, v, o, n);
}
