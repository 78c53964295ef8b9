// Histograms, each with its own way to share counters.

extern "C" __global__ void shared_histogram(const int* x, unsigned* bins, int n) {
  __shared__ unsigned local[100];
  for (int b = threadIdx.x; b < 100; b += blockDim.x) local[b] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) atomicAdd(&local[x[i]], 1);
  __syncthreads();
  for (int b = threadIdx.x; b < 100; b += blockDim.x)
    if (local[b]) atomicAdd(&bins[b], local[b]);
}

extern "C" __global__ void global_histogram(const float* x, int* bins, int n, float low, float scale) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) atomicAdd(&bins[min(31, max(0, (int)((x[i] - low) * scale)))], 1);
}

// A histogram per warp, summed at the end.
extern "C" __global__ void privatised_histogram(const unsigned* x, int* bins, int n) {
  __shared__ int copies[4][64];
  int warp = threadIdx.x / 32;
  for (int b = threadIdx.x; b < 256; b += blockDim.x) copies[b / 64][b % 64] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    atomicAdd(&copies[warp][x[i] >> 26], 1);
  __syncthreads();
  if (threadIdx.x < 64)
    atomicAdd(&bins[threadIdx.x], copies[0][threadIdx.x] + copies[1][threadIdx.x] + copies[2][threadIdx.x] + copies[3][threadIdx.x]);
}

// Bytes, four at a time, counted in 16-bit halves of a word.
extern "C" __global__ void byte_histogram(const uchar4* x, int* bins, int words) {
  __shared__ unsigned packed[128];
  packed[threadIdx.x] = 0;
  __syncthreads();
  for (int i = threadIdx.x; i < words; i += blockDim.x) {
    uchar4 v = x[i];
    unsigned char b[4] = {v.x, v.y, v.z, v.w};
    for (int k = 0; k < 4; k++) atomicAdd(&packed[b[k] >> 1], b[k] & 1 ? 0x10000u : 1u);
  }
  __syncthreads();
  bins[2 * threadIdx.x] = packed[threadIdx.x] & 0xffff;
  bins[2 * threadIdx.x + 1] = packed[threadIdx.x] >> 16;
}

// Lanes with the same key elect one that adds for all.
extern "C" __global__ void matched_histogram(const int* x, int* bins, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned in = __ballot_sync(0xffffffff, i < n);
  if (i < n) {
    int key = x[i] % 7;
    unsigned same = __match_any_sync(in, key);
    if (__ffs(same) - 1 == threadIdx.x % 32) atomicAdd(&bins[key], __popc(same));
  }
}
