// A prototype, measured on an H200 on 27 November 2026 (products.jsonl): y = leaky_relu(2 (x w^T + bias)) of
// KernelBench 2/12, each float32 as two of TF32, multiplied by wgmma (PTX ISA, "Asynchronous Warpgroup Level
// Matrix Instructions"). b lies in shared memory in two parts, swizzled by 128 bytes; a comes from registers.
//   nvcc -arch=sm_90a -cubin -DWGS=2 -DPROMOTE=1 wgmma-prototype.cu
//   matmul_1<<<ceildiv(m, 64 * WGS) * ceildiv(n, 128), 128 * WGS, 2 * (64 * WGS + 256) * 128 + 1024>>>(x, w, bias, y, n, m, k)
// m, n and k must be multiples of the tile's; infinities are not taken care of. Nothing of Warpsmith uses it.
#ifndef WGS
#define WGS 1
#endif
#ifndef PROMOTE
#define PROMOTE 1
#endif
constexpr int BM = 64 * WGS, BN = 128, BK = 32, THREADS = 128 * WGS;
constexpr int A_BYTES = BM * 128, B_BYTES = BN * 128, STAGE = A_BYTES + 2 * B_BYTES;
__device__ __forceinline__ void mma(float (&s)[64], const unsigned (&a)[4], unsigned long long b, int scale) {
  asm volatile("{ .reg .pred p; setp.ne.b32 p, %69, 0; wgmma.mma_async.sync.aligned.m64n128k8.f32.tf32.tf32 {%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, {%64, %65, %66, %67}, %68, p, 1, 1; }"
    : "+f"(s[0]), "+f"(s[1]), "+f"(s[2]), "+f"(s[3]), "+f"(s[4]), "+f"(s[5]), "+f"(s[6]), "+f"(s[7]), "+f"(s[8]), "+f"(s[9]), "+f"(s[10]), "+f"(s[11]), "+f"(s[12]), "+f"(s[13]), "+f"(s[14]), "+f"(s[15]), "+f"(s[16]), "+f"(s[17]), "+f"(s[18]), "+f"(s[19]), "+f"(s[20]), "+f"(s[21]), "+f"(s[22]), "+f"(s[23]), "+f"(s[24]), "+f"(s[25]), "+f"(s[26]), "+f"(s[27]), "+f"(s[28]), "+f"(s[29]), "+f"(s[30]), "+f"(s[31]), "+f"(s[32]), "+f"(s[33]), "+f"(s[34]), "+f"(s[35]), "+f"(s[36]), "+f"(s[37]), "+f"(s[38]), "+f"(s[39]), "+f"(s[40]), "+f"(s[41]), "+f"(s[42]), "+f"(s[43]), "+f"(s[44]), "+f"(s[45]), "+f"(s[46]), "+f"(s[47]), "+f"(s[48]), "+f"(s[49]), "+f"(s[50]), "+f"(s[51]), "+f"(s[52]), "+f"(s[53]), "+f"(s[54]), "+f"(s[55]), "+f"(s[56]), "+f"(s[57]), "+f"(s[58]), "+f"(s[59]), "+f"(s[60]), "+f"(s[61]), "+f"(s[62]), "+f"(s[63]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(scale));
}
__device__ __forceinline__ void split(float x, unsigned& big, unsigned& small) {
  big = __float_as_uint(x) & 0xffffe000u;
  small = __float_as_uint(x - __uint_as_float(big)) + 0x1000u;
}
__device__ __forceinline__ unsigned long long desc(unsigned at) {
  return (unsigned long long)((at & 0x3ffff) >> 4) | (1ull << 16) | (64ull << 32) | (1ull << 62);
}
extern "C" __global__ void __launch_bounds__(THREADS, WGS == 1 ? 2 : 1) matmul_1(const float* __restrict__ x, const float* __restrict__ w, const float* __restrict__ bias, float* __restrict__ y, int n, int m, int k) {
  extern __shared__ __align__(1024) unsigned char dyn[];
  const unsigned base = (unsigned)__cvta_generic_to_shared(dyn);
  const unsigned pad = (1024 - base % 1024) % 1024;
  unsigned char* share = dyn + pad;
  const unsigned at = base + pad;
  const int thread = threadIdx.x, lane = thread % 32, warp = thread / 32, t = lane % 4, g = lane / 4;
  const int tiles_n = (n + BN - 1) / BN;
  const int row0 = blockIdx.x / tiles_n * BM, col0 = blockIdx.x % tiles_n * BN;
  constexpr int A_LOADS = BM * 8 / THREADS, B_LOADS = BN * 8 / THREADS;
  const int line = thread / 8, chunk = thread % 8;
  const float* xa = x + (size_t)(row0 + line) * k + chunk * 4;
  const float* wb = w + (size_t)(col0 + line) * k + chunk * 4;
  float4 na[A_LOADS], nb[B_LOADS];
  auto load = [&]() {
#pragma unroll
    for (int i = 0; i < A_LOADS; ++i) na[i] = __ldg(reinterpret_cast<const float4*>(xa + (size_t)i * (THREADS / 8) * k));
#pragma unroll
    for (int i = 0; i < B_LOADS; ++i) nb[i] = __ldg(reinterpret_cast<const float4*>(wb + (size_t)i * (THREADS / 8) * k));
    xa += BK; wb += BK;
  };
  auto store = [&](int stage) {
    unsigned char* a = share + stage * STAGE;
#pragma unroll
    for (int i = 0; i < A_LOADS; ++i) {
      const int r = line + i * (THREADS / 8);
      *reinterpret_cast<float4*>(a + r * 128 + (chunk ^ r % 8) * 16) = na[i];
    }
#pragma unroll
    for (int i = 0; i < B_LOADS; ++i) {
      const int r = line + i * (THREADS / 8);
      uint4 big, small;
      split(nb[i].x, big.x, small.x); split(nb[i].y, big.y, small.y); split(nb[i].z, big.z, small.z); split(nb[i].w, big.w, small.w);
      *reinterpret_cast<uint4*>(a + A_BYTES + r * 128 + (chunk ^ r % 8) * 16) = big;
      *reinterpret_cast<uint4*>(a + A_BYTES + B_BYTES + r * 128 + (chunk ^ r % 8) * 16) = small;
    }
  };
  float product[64] = {};
  float s[64];
  load(); store(0);
  const int steps = k / BK;
  if (steps > 1) load();
  for (int step = 0; step < steps; ++step) {
    const int stage = step % 2;
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    __syncthreads();
    unsigned big[4][4], small[4][4];
    const unsigned char* a = share + stage * STAGE + (warp * 16 + g) * 128;
#pragma unroll
    for (int kk = 0; kk < 4; ++kk) {
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        const float v = *reinterpret_cast<const float*>(a + i % 2 * 1024 + ((2 * kk + i / 2) ^ g) * 16 + t * 4);
        split(v, big[kk][i], small[kk][i]);
      }
    }
    const unsigned long long bb = desc(at + stage * STAGE + A_BYTES), bs = desc(at + stage * STAGE + A_BYTES + B_BYTES);
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
    for (int kk = 0; kk < 4; ++kk) {
      mma(s, small[kk], bb + 2 * kk, PROMOTE ? kk > 0 : kk > 0 || step > 0);
      mma(s, big[kk], bs + 2 * kk, 1);
    }
#pragma unroll
    for (int kk = 0; kk < 4; ++kk) mma(s, big[kk], bb + 2 * kk, 1);
    asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
    if (step + 1 < steps) store(1 - stage);
    if (step + 2 < steps) load();
    asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
#if PROMOTE
#pragma unroll
    for (int i = 0; i < 64; ++i) { asm volatile("" : "+f"(s[i])); product[i] += s[i]; }
#endif
  }
#if !PROMOTE
#pragma unroll
  for (int i = 0; i < 64; ++i) { asm volatile("" : "+f"(s[i])); product[i] = s[i]; }
#endif
  const int row = row0 + warp * 16 + g;
#pragma unroll
  for (int j = 0; j < 16; ++j) {
#pragma unroll
    for (int h = 0; h < 2; ++h) {
      const int col = col0 + 8 * j + 2 * t;
      float2 v;
      v.x = 2 * (product[4 * j + 2 * h] + bias[col]); v.y = 2 * (product[4 * j + 2 * h + 1] + bias[col + 1]);
      v.x = v.x > 0 ? v.x : 0.1f * v.x; v.y = v.y > 0 ? v.y : 0.1f * v.y;
      *reinterpret_cast<float2*>(y + (size_t)(row + 8 * h) * n + col) = v;
    }
  }
}
