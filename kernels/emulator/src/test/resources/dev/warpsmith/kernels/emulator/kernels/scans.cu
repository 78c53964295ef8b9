// Prefix sums, each in another style.

extern "C" __global__ void hillis_steele(const int* x, int* y, int n) {
  __shared__ int a[2][256];
  int t = threadIdx.x, from = 0;
  a[0][t] = t < n ? x[t] : 0;
  __syncthreads();
  for (int d = 1; d < blockDim.x; d *= 2) {
    a[1 - from][t] = a[from][t] + (t >= d ? a[from][t - d] : 0);
    from = 1 - from;
    __syncthreads();
  }
  if (t < n) y[t] = a[from][t];
}

// Exclusive; two elements per thread, up-sweep and down-sweep, padded against bank conflicts.
#define PADDED(i) ((i) + ((i) >> 5))
extern "C" __global__ void blelloch(const int* x, int* y, int n) {
  extern __shared__ int t[];
  int id = threadIdx.x, last = 2 * blockDim.x - 1;
  t[PADDED(2 * id)] = 2 * id < n ? x[2 * id] : 0;
  t[PADDED(2 * id + 1)] = 2 * id + 1 < n ? x[2 * id + 1] : 0;
  int offset = 1;
  for (int d = blockDim.x; d > 0; d >>= 1) {
    __syncthreads();
    if (id < d) t[PADDED(offset * (2 * id + 2) - 1)] += t[PADDED(offset * (2 * id + 1) - 1)];
    offset *= 2;
  }
  if (id == 0) t[PADDED(last)] = 0;
  for (int d = 1; d <= blockDim.x; d *= 2) {
    offset >>= 1;
    __syncthreads();
    if (id < d) {
      int a = PADDED(offset * (2 * id + 1) - 1), b = PADDED(offset * (2 * id + 2) - 1);
      int left = t[a];
      t[a] = t[b];
      t[b] += left;
    }
  }
  __syncthreads();
  if (2 * id < n) y[2 * id] = t[PADDED(2 * id)];
  if (2 * id + 1 < n) y[2 * id + 1] = t[PADDED(2 * id + 1)];
}

__device__ long long inclusive_in_warp(long long v) {
  int lane = threadIdx.x & 31;
#pragma unroll
  for (int d = 1; d < 32; d *= 2) {
    long long below = __shfl_up_sync(0xffffffff, v, d);
    if (lane >= d) v += below;
  }
  return v;
}

// 64-bit sums: warps scan by shuffles, the first warp scans their totals.
extern "C" __global__ void warp_scan(const int* x, long long* y, int n) {
  __shared__ long long totals[32];
  int i = blockIdx.x * blockDim.x + threadIdx.x, warp = threadIdx.x / 32;
  long long v = inclusive_in_warp(i < n ? x[i] : 0);
  if (threadIdx.x % 32 == 31) totals[warp] = v;
  __syncthreads();
  if (warp == 0) {
    long long t = inclusive_in_warp(threadIdx.x < blockDim.x / 32 ? totals[threadIdx.x] : 0);
    if (threadIdx.x < blockDim.x / 32) totals[threadIdx.x] = t;
  }
  __syncthreads();
  if (i < n) y[i] = v + (warp > 0 ? totals[warp - 1] : 0);
}

// One pass over the array with decoupled look-back: 1 = aggregate known, 2 = prefix known.
extern "C" __global__ void lookback_scan(const int* x, int* y, unsigned* ticket, volatile int* state,
                                         volatile int* aggregate, volatile int* prefix, int n) {
  __shared__ int tile, before;
  __shared__ int s[128];
  if (threadIdx.x == 0) tile = atomicAdd(ticket, 1);
  __syncthreads();
  int i = tile * 128 + threadIdx.x;
  s[threadIdx.x] = i < n ? x[i] : 0;
  __syncthreads();
  for (int d = 1; d < 128; d *= 2) {
    int v = threadIdx.x >= d ? s[threadIdx.x - d] : 0;
    __syncthreads();
    s[threadIdx.x] += v;
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    int total = s[127], sum = 0;
    if (tile > 0) {
      aggregate[tile] = total;
      __threadfence();
      state[tile] = 1;
      for (int back = tile - 1; back >= 0; back--) {
        int known;
        while ((known = state[back]) == 0) {}
        __threadfence();
        if (known == 2) {
          sum += prefix[back];
          break;
        }
        sum += aggregate[back];
      }
    }
    prefix[tile] = sum + total;
    __threadfence();
    state[tile] = 2;
    before = sum;
  }
  __syncthreads();
  if (i < n) y[i] = before + s[threadIdx.x];
}

// A flag starts a new segment.
extern "C" __global__ void segmented_scan(const int* x, const unsigned char* flags, int* y, int n) {
  __shared__ int v[192];
  __shared__ unsigned char f[192];
  int t = threadIdx.x;
  v[t] = t < n ? x[t] : 0;
  f[t] = t < n ? flags[t] : 1;
  __syncthreads();
  for (int d = 1; d < blockDim.x; d *= 2) {
    int add = 0;
    unsigned char seen = f[t];
    if (t >= d) {
      if (!f[t]) add = v[t - d];
      seen |= f[t - d];
    }
    __syncthreads();
    v[t] += add;
    f[t] = seen;
    __syncthreads();
  }
  if (t < n) y[t] = v[t];
}

// Keeps the elements that are not zero, in order, by ballots and a scan over warps.
extern "C" __global__ void compaction(const int* x, int* y, int* count, int n) {
  __shared__ int warps[32];
  int t = threadIdx.x, lane = t & 31, warp = t >> 5;
  int base = 0;
  for (int first = 0; first < n; first += blockDim.x) {
    int v = first + t < n ? x[first + t] : 0;
    unsigned keep = __ballot_sync(0xffffffff, v != 0);
    if (lane == 0) warps[warp] = __popc(keep);
    __syncthreads();
    int before = 0, all = 0;
    for (int w = 0; w < blockDim.x / 32; w++) {
      if (w < warp) before += warps[w];
      all += warps[w];
    }
    if (v != 0) y[base + before + __popc(keep & ((1u << lane) - 1))] = v;
    base += all;
    __syncthreads();
  }
  if (t == 0) *count = base;
}
