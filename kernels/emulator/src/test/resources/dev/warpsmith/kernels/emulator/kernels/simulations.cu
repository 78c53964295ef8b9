// Particles, fractals, random numbers and transforms.

// Bodies are read in tiles by every block.
extern "C" __global__ void n_body(const float4* bodies, float4* forces, int n) {
  __shared__ float4 tile[32];
  int i = blockIdx.x * 32 + threadIdx.x;
  float4 me = i < n ? bodies[i] : make_float4(0, 0, 0, 0);
  float3 f = make_float3(0, 0, 0);
  for (int first = 0; first < n; first += 32) {
    int j = first + threadIdx.x;
    tile[threadIdx.x] = j < n ? bodies[j] : make_float4(0, 0, 0, 0);
    __syncthreads();
#pragma unroll 8
    for (int k = 0; k < 32; k++) {
      float4 b = tile[k];
      float dx = b.x - me.x, dy = b.y - me.y, dz = b.z - me.z;
      float inverse = rsqrtf(dx * dx + dy * dy + dz * dz + 0.01f);
      float s = b.w * inverse * inverse * inverse;
      f.x += dx * s;
      f.y += dy * s;
      f.z += dz * s;
    }
    __syncthreads();
  }
  if (i < n) forces[i] = make_float4(f.x, f.y, f.z, 0);
}

// Fixed point, so that the reference is exact; lanes leave the loop at different steps.
extern "C" __global__ void julia_set(unsigned char* image, int w, int h, int limit) {
  int c = blockIdx.x * blockDim.x + threadIdx.x, r = blockIdx.y * blockDim.y + threadIdx.y;
  if (c >= w || r >= h) return;
  long long x = ((long long)c << 28) / w * 3 - (3ll << 27), y = ((long long)r << 28) / h * 2 - (1ll << 28);
  int n = 0;
  while (n < limit) {
    long long xx = x * x >> 28, yy = y * y >> 28;
    if (xx + yy > 4ll << 28) break;
    y = (x * y >> 27) + 41875931;
    x = xx - yy - 209715200;
    n++;
  }
  image[r * w + c] = n;
}

// A linear congruential generator per thread counts hits in a quarter circle.
extern "C" __global__ void monte_carlo_lcg(unsigned long long* hits, int samples) {
  unsigned long long state = 6364136223846793005ull * (blockIdx.x * blockDim.x + threadIdx.x) + 1;
  int inside = 0;
  for (int s = 0; s < samples; s++) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    unsigned x = state >> 40;
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    unsigned y = state >> 40;
    inside += (unsigned long long)x * x + (unsigned long long)y * y < 1ull << 48;
  }
  for (int d = 16; d > 0; d /= 2) inside += __shfl_down_sync(0xffffffff, inside, d);
  if (threadIdx.x % 32 == 0) atomicAdd(hits, inside);
}

// Philox 4x32 with ten rounds: four numbers per counter.
extern "C" __global__ void philox(uint4* y, unsigned key0, unsigned key1, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  uint4 c = make_uint4(i, 0, 0, 0);
#pragma unroll
  for (int round = 0; round < 10; round++) {
    unsigned high0 = __umulhi(0xD2511F53u, c.x), low0 = 0xD2511F53u * c.x;
    unsigned high1 = __umulhi(0xCD9E8D57u, c.z), low1 = 0xCD9E8D57u * c.z;
    c = make_uint4(high1 ^ c.y ^ key0, low1, high0 ^ c.w ^ key1, low0);
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  y[i] = c;
}

// xorshift128 with its state in local memory, walked by a moving index.
extern "C" __global__ void xorshift(unsigned* y, int steps) {
  unsigned state[4] = {threadIdx.x + 1, 362436069u, 521288629u, 88675123u};
  int at = 0;
  unsigned sum = 0;
  for (int s = 0; s < steps; s++) {
    unsigned t = state[at & 3], w = state[(at + 3) & 3];
    t ^= t << 11;
    state[at & 3] = w ^ (w >> 19) ^ t ^ (t >> 8);
    sum = __funnelshift_l(sum, sum, 5) + state[at & 3];
    at++;
  }
  y[threadIdx.x] = sum;
}

// 64 points, radix 2, decimation in time, in shared memory.
extern "C" __global__ void fft_64(const float2* x, float2* y) {
  __shared__ float2 s[64];
  int t = threadIdx.x;
  x += blockIdx.x * 64;
  y += blockIdx.x * 64;
  s[t] = x[__brev(t) >> 26];
  s[t + 32] = x[__brev(t + 32) >> 26];
  __syncthreads();
  for (int half = 1; half < 64; half *= 2) {
    int k = t % half, at = t / half * 2 * half + k;
    float sine, cosine;
    sincospif(-(float)k / half, &sine, &cosine);
    float2 a = s[at], b = s[at + half];
    float2 w = make_float2(b.x * cosine - b.y * sine, b.x * sine + b.y * cosine);
    s[at] = make_float2(a.x + w.x, a.y + w.y);
    s[at + half] = make_float2(a.x - w.x, a.y - w.y);
    __syncthreads();
  }
  y[t] = s[t];
  y[t + 32] = s[t + 32];
}
