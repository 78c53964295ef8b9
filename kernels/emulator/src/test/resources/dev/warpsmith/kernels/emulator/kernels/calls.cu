// Calls that cannot be inlined.

struct Shape {
  int a, b;
  __device__ Shape(int a, int b) : a(a), b(b) {}
  __device__ virtual int area() const = 0;
};
struct Box : Shape {
  using Shape::Shape;
  __device__ int area() const override { return a * b; }
};
struct Frame : Box {
  using Box::Box;
  __device__ int area() const override { return Box::area() - (a - 2) * (b - 2); }
};
extern "C" __global__ void virtual_functions(const int2* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  Box box(x[i].x, x[i].y);
  Frame frame(x[i].x, x[i].y);
  const Shape* shapes[2] = {&box, &frame};
  y[i] = shapes[(x[i].x ^ x[i].y) & 1]->area();
}

__device__ __noinline__ int twice(int v) { return 2 * v; }
__device__ __noinline__ int square(int v) { return v * v; }
__device__ __noinline__ int flipped(int v) { return ~v; }
typedef int (*Operation)(int);
__device__ Operation OPERATIONS[3] = {twice, square, flipped};
extern "C" __global__ void function_pointers(const int* x, int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = OPERATIONS[i % 3](OPERATIONS[(i / 3) % 3](x[i]));
}

__device__ __noinline__ int ackermann(int m, int n) {
  if (m == 0) return n + 1;
  return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}
extern "C" __global__ void recursion(int* y) { y[threadIdx.x] = ackermann(threadIdx.x % 3, threadIdx.x % 7); }

__device__ void quick_sort(int* v, int low, int high) {
  if (low >= high) return;
  int pivot = v[(low + high) / 2], i = low, j = high;
  while (i <= j) {
    while (v[i] < pivot) i++;
    while (v[j] > pivot) j--;
    if (i <= j) {
      int t = v[i];
      v[i++] = v[j];
      v[j--] = t;
    }
  }
  quick_sort(v, low, j);
  quick_sort(v, i, high);
}
extern "C" __global__ void recursive_sort(int* x, int each) { quick_sort(x + threadIdx.x * each, 0, each - 1); }
