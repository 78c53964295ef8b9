// What the language offers: templates, classes, wide integers, halves, local arrays.
#include <cuda_fp16.h>
#include <cuda_bf16.h>
#include <cstdio>

// A polynomial unrolled by a recursive template; the operation is a functor.
template <int N>
struct Horner {
  template <typename T>
  static __device__ T at(const T* c, T x) { return Horner<N - 1>::at(c + 1, x) * x + c[0]; }
};
template <>
struct Horner<0> {
  template <typename T>
  static __device__ T at(const T* c, T) { return c[0]; }
};
extern "C" __global__ void template_polynomial(const long long* c, const long long* x, long long* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = Horner<7>::at(c, x[i]);
}

// A lambda as the operation of a generic fold over packs.
template <typename F, typename R, typename... T>
__device__ R fold(F f, R result, T... values) {
  ((result = f(result, values)), ...);
  return result;
}
extern "C" __global__ void lambda_fold(const int* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (4 * i + 3 >= n) return;
  int shift = i % 5;
  auto mix = [shift](int a, int b) { return (a << shift) ^ (b >> (5 - shift)); };
  y[i] = fold(mix, x[4 * i], x[4 * i + 1], x[4 * i + 2], x[4 * i + 3]);
}

// 128-bit products, sums and quotients.
extern "C" __global__ void int128(const unsigned long long* x, unsigned long long* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  unsigned __int128 a = (unsigned __int128)x[2 * i] * x[2 * i + 1];
  __int128 b = (__int128)a - ((__int128)(long long)x[2 * i] << 37);
  y[4 * i] = (unsigned long long)a;
  y[4 * i + 1] = (unsigned long long)(a >> 64);
  y[4 * i + 2] = (unsigned long long)(b >> 19);
  y[4 * i + 3] = (unsigned long long)(b >> 101) + (b < 0) + (a > (unsigned __int128)b);
}

// Quotients and remainders of 64 and 32 bits, by variables and by constants.
extern "C" __global__ void quotients(const long long* x, const long long* d, long long* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  long long v = x[i], by = d[i];
  long long* out = y + 8 * i;
  out[0] = v / by;
  out[1] = v % by;
  out[2] = (unsigned long long)v / (unsigned long long)by;
  out[3] = (unsigned long long)v % 1000000007ull;
  out[4] = (int)v / 7;
  out[5] = (int)v % (int)(by | 1);
  out[6] = (unsigned)v / 641u;
  out[7] = __mul64hi(v, by) + (long long)__umul64hi(v, by);
}

// Arithmetic of pairs of halves.
extern "C" __global__ void half_intrinsics(const __half2* x, __half2* y, unsigned* flags, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  __half2 a = x[2 * i], b = x[2 * i + 1];
  y[6 * i] = __hadd2(a, b);
  y[6 * i + 1] = __hmul2(a, b);
  y[6 * i + 2] = __hsub2(a, b);
  y[6 * i + 3] = __lowhigh2highlow(a);
  y[6 * i + 4] = __hneg2(__habs2(a));
  y[6 * i + 5] = __floats2half2_rn(__half2float(__hmax(__low2half(a), __low2half(b))), __half2float(__hmin(__high2half(a), __high2half(b))));
  flags[i] = __hbgt2(a, b) | __hble2(a, b) << 1 | (__hlt(__low2half(a), __low2half(b)) ? 4 : 0) | __half_as_ushort(__high2half(b)) << 16;
}

#if __CUDA_ARCH__ >= 800
extern "C" __global__ void bfloat_intrinsics(const __nv_bfloat162* x, __nv_bfloat162* y, float* z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  __nv_bfloat162 a = x[2 * i], b = x[2 * i + 1];
  y[3 * i] = __hfma2(a, b, a);
  y[3 * i + 1] = __hadd2(a, b);
  y[3 * i + 2] = __floats2bfloat162_rn(__low2float(a) * 3, __high2float(b) / 3);
  z[i] = __bfloat162float(a.x) + __bfloat162float(b.y);
}
#endif

// A small virtual machine: a switch within a loop, a stack in local memory.
__constant__ unsigned char PROGRAM[16] = {0, 0, 1, 0, 2, 5, 3, 0, 4, 6, 1, 7, 0, 3, 8, 255};
extern "C" __global__ void stack_machine(const int* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int stack[8];
  int top = 0, v = x[i];
  bool run = true;
  for (int pc = 0; run; pc++) {
    switch (PROGRAM[pc]) {
      case 0: stack[top++] = v; break;
      case 1: stack[top - 1] += 3; break;
      case 2: top--; stack[top - 1] *= stack[top]; break;
      case 3: stack[top - 1] ^= stack[0]; break;
      case 4: top--; stack[top - 1] -= stack[top]; break;
      case 5: stack[top] = stack[top - 1]; top++; break;
      case 6: if (stack[top - 1] & 1) v = ~v; break;
      case 7: stack[top - 1] = __brev(stack[top - 1]); break;
      case 8: top--; stack[top - 1] = max(stack[top - 1], stack[top]); break;
      default: run = false;
    }
  }
  y[i] = stack[top - 1];
}

// A struct with methods, returned by value from functions that are not inlined.
struct Fraction {
  int p, q;
  __device__ Fraction operator+(const Fraction& o) const { return Fraction{p * o.q + o.p * q, q * o.q}; }
};
__noinline__ __device__ int gcd(int a, int b) {
  while (b) {
    int t = a % b;
    a = b;
    b = t;
  }
  return a;
}
__noinline__ __device__ Fraction reduced(Fraction f) {
  int g = gcd(abs(f.p), f.q);
  return Fraction{f.p / g, f.q / g};
}
extern "C" __global__ void fractions(const int2* x, int2* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  Fraction sum{0, 1};
  for (int k = 0; k < 3; k++) sum = reduced(sum + Fraction{x[3 * i + k].x, x[3 * i + k].y});
  y[i] = make_int2(sum.p, sum.q);
}

// A goto-like search with break, continue and early returns in nested loops.
extern "C" __global__ void nested_control(const int* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int v = x[i], score = 0;
  for (int a = 0; a < 12; a++) {
    if ((v >> a & 3) == 1) continue;
    for (int b = a; b < 12; b++) {
      if (score > 40) {
        y[i] = -score;
        return;
      }
      if ((v >> b & 1) == 0) break;
      score += b - a + 1;
    }
    if (score == 13) break;
  }
  y[i] = score;
}

// Messages of printf are dropped; asserts hold.
#include <cassert>
extern "C" __global__ void prints_and_asserts(const int* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  assert(blockDim.x == 32);
  if (i >= n) return;
  if (x[i] < 0) printf("%d is %d, half %f of %s\n", i, x[i], x[i] * 0.5, "x");
  y[i] = x[i] < 0 ? -x[i] : x[i];
}
