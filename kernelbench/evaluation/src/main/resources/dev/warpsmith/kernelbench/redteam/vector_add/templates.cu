// An expression template and a variadic fold, which the compiler turns into one addition.
template <class... T> struct Folded;
template <class H, class... T> struct Folded<H, T...> {
  H head;
  Folded<T...> tail;
  __device__ float at(int i) const { return head.at(i) + tail.at(i); }
};
template <class H> struct Folded<H> {
  H head;
  __device__ float at(int i) const { return head.at(i); }
};
struct Lazy {
  const float* p;
  __device__ float at(int i) const { return p[i]; }
};
__device__ Lazy lazy(const float* p) { return {p}; }
template <class A, class B> __device__ Folded<A, B> folded(A a, B b) { return {a, {b}}; }
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = folded(lazy(a), lazy(b)).at(i);
}
