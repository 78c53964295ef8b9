// Sorting networks, radix and merge sorts.

extern "C" __global__ void bitonic_sort(const int* x, int* y, int n) {
  __shared__ int s[256];
  int t = threadIdx.x;
  s[t] = t < n ? x[t] : 0x7fffffff;
  for (int size = 2; size <= 256; size *= 2) {
    for (int d = size / 2; d > 0; d /= 2) {
      __syncthreads();
      int other = t ^ d;
      if (other > t) {
        bool up = (t & size) == 0;
        int a = s[t], b = s[other];
        if ((a > b) == up) {
          s[t] = b;
          s[other] = a;
        }
      }
    }
  }
  __syncthreads();
  if (t < n) y[t] = s[t];
}

// Sorts 32 keys per warp by shuffles only; keys are 64 bits wide.
extern "C" __global__ void bitonic_warp_sort(const long long* x, long long* y) {
  int lane = threadIdx.x;
  int i = (blockIdx.x * blockDim.y + threadIdx.y) * 32 + lane;
  long long v = x[i];
#pragma unroll
  for (int size = 2; size <= 32; size *= 2) {
#pragma unroll
    for (int d = size / 2; d > 0; d /= 2) {
      long long other = __shfl_xor_sync(0xffffffff, v, d);
      bool smaller = ((lane & size) == 0) == ((lane & d) == 0);
      v = smaller ? min(v, other) : max(v, other);
    }
  }
  y[i] = v;
}

// Least significant digit first, 4 bits at a time, stable, one block.
extern "C" __global__ void radix_sort(const unsigned* x, unsigned* y, unsigned* spare, int n) {
  __shared__ int histogram[16][65];
  __shared__ int base[16];
  int t = threadIdx.x, each = (n + 63) / 64;
  int from = t * each, to = min(n, from + each);
  for (int i = from; i < to; i++) y[i] = x[i];
  for (int shift = 0; shift < 32; shift += 4) {
    unsigned* in = (shift / 4) % 2 == 0 ? y : spare;
    unsigned* out = (shift / 4) % 2 == 0 ? spare : y;
    for (int d = 0; d < 16; d++) histogram[d][t] = 0;
    __syncthreads();
    for (int i = from; i < to; i++) histogram[in[i] >> shift & 15][t]++;
    __syncthreads();
    if (t < 16) {
      int sum = 0;
      for (int k = 0; k < 64; k++) {
        int c = histogram[t][k];
        histogram[t][k] = sum;
        sum += c;
      }
      base[t] = sum;
    }
    __syncthreads();
    if (t == 0) {
      int sum = 0;
      for (int d = 0; d < 16; d++) {
        int c = base[d];
        base[d] = sum;
        sum += c;
      }
    }
    __syncthreads();
    for (int i = from; i < to; i++) {
      unsigned v = in[i];
      int d = v >> shift & 15;
      out[base[d] + histogram[d][t]++] = v;
    }
    __syncthreads();
  }
}

extern "C" __global__ void odd_even_sort(float* x, int n) {
  extern __shared__ float v[];
  for (int i = threadIdx.x; i < n; i += blockDim.x) v[i] = x[i];
  __syncthreads();
  for (int round = 0; round < n; round++) {
    for (int i = 2 * threadIdx.x + (round & 1); i + 1 < n; i += 2 * blockDim.x) {
      if (v[i] > v[i + 1]) {
        float a = v[i];
        v[i] = v[i + 1];
        v[i + 1] = a;
      }
    }
    __syncthreads();
  }
  for (int i = threadIdx.x; i < n; i += blockDim.x) x[i] = v[i];
}

// Each element finds its place in the other run by binary search.
extern "C" __global__ void merge_runs(const int* x, int* y, int n, int run) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int pair = i / (2 * run) * 2 * run;
  bool left = i - pair < run;
  int middle = min(pair + run, n), end = min(pair + 2 * run, n);
  int lo = left ? middle : pair, hi = left ? end : middle;
  int first = lo, key = x[i];
  while (lo < hi) {
    int mid = (lo + hi) / 2;
    if (left ? x[mid] < key : x[mid] <= key) lo = mid + 1;
    else hi = mid;
  }
  y[pair + (i - (left ? pair : middle)) + (lo - first)] = key;
}

// Counts how many elements stand before each one.
extern "C" __global__ void rank_sort(const unsigned short* x, unsigned short* y, int n) {
  __shared__ unsigned short tile[64];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned short key = i < n ? x[i] : 0;
  int rank = 0;
  for (int first = 0; first < n; first += 64) {
    if (first + threadIdx.x < n) tile[threadIdx.x] = x[first + threadIdx.x];
    __syncthreads();
    for (int k = 0; k < min(64, n - first); k++) rank += tile[k] < key || (tile[k] == key && first + k < i);
    __syncthreads();
  }
  if (i < n) y[rank] = key;
}
