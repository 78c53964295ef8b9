// What kernels print, assert and stop at.
// nvcc -ptx -lineinfo -arch=sm_90 -o prints.sm_90.ptx prints.cu
#include <cassert>
#include <cstdio>

extern "C" __global__ void greets(int n) {
  printf("thread %d of %d in block %d\n", threadIdx.x, n, blockIdx.x);
}

/** Every conversion, with flags, width and precision. */
extern "C" __global__ void converts(int* results, const char* text, double d, float f) {
  results[0] = printf("[%d|%5i|%-5d|%05d|%+d|% d|%.3d|%8.3d]\n", -7, 42, 42, 42, 42, 42, 7, -7);
  results[1] = printf("[%u|%x|%X|%#x|%o|%#o|%08X]\n", 4000000000u, 48879u, 48879u, 255u, 8u, 8u, 48879u);
  results[2] = printf("[%hd|%hhu|%ld|%lld|%llu|%lx|%zu]\n", 70000, 300, -5000000000L, 1LL << 40,
                      18446744073709551615ULL, 0xdeadbeefcafeL, sizeof(double));
  results[3] = printf("[%f|%.2f|%10.3f|%-10.1f|%+.0f|%F]\n", d, d, d, d, d, (double)f);
  results[4] = printf("[%e|%.3E|%g|%G|%g|%#g|%g]\n", d, d, d, 1e-10, 100000.0, 1.0, 1234567.0);
  results[5] = printf("[%a|%A|%.2a]\n", d, 1.0, d);
  results[6] = printf("[%c|%3c|%s|%10s|%-6s|%.2s|%%]\n", 'x', 'y', "abc", "right", "left", "cut");
  results[7] = printf("[%*d|%-*d|%.*f]\n", 6, 42, 6, 42, 2, d);
  results[8] = printf("[%p|%p]\n", (void*)0x1234, (void*)0);
  results[9] = printf("[%f|%e|%g|%5.1f]\n", 1.0 / 0.0, -1.0 / 0.0, __longlong_as_double(0x7ff8000000000000LL), 0.25);
  results[10] = printf("nothing\n");
  results[11] = printf((const char*)0);
}

extern "C" __global__ void prints_too_many_arguments() {
  printf("%d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d\n",
         1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
         29, 30, 31, 32, 33, 34);
}

/** 10,000 lines of 100 bytes from every block. */
extern "C" __global__ void prints_without_end(int lines) {
  for (int k = 0; k < lines; k++)
    printf("block %6d line %8d ......................................................................\n",
           blockIdx.x, k);
}

__device__ __noinline__ int noisy(int n) {
  printf("noisy %d\n", n);
  return n < 2 ? n : noisy(n - 1) + noisy(n - 2);
}

extern "C" __global__ void prints_within_calls(int* y) { *y = noisy(4); }

extern "C" __global__ void prints_then_traps(int at) {
  printf("block %d\n", blockIdx.x);
  if (blockIdx.x == at) __trap();
}

extern "C" __global__ void asserts(int n) {
  assert(threadIdx.x < n && "too many");
}

extern "C" __global__ void breaks() { if (threadIdx.x == 3) __brkpt(); }

/** Half of the threads leave; the barrier waits for the others only. */
extern "C" __global__ void exits(int* y) {
  if (threadIdx.x >= 32) asm volatile("exit;");
  __syncthreads();
  y[threadIdx.x] = threadIdx.x + 1;
}
