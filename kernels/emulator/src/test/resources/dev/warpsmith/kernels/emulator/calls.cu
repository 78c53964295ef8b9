// Calls that are not inlined: pointers, virtual functions, recursion, stacks.
// nvcc -ptx -lineinfo -arch=sm_90 -o calls.sm_90.ptx calls.cu

typedef float (*Operation)(float, float);

__device__ float add(float a, float b) { return a + b; }
__device__ float multiply(float a, float b) { return a * b; }
__device__ float subtract(float a, float b) { return a - b; }

__device__ Operation operations[3] = {add, multiply, subtract};
__constant__ Operation constants[2] = {multiply, add};
__device__ Operation chosen = subtract;
__device__ int targets[4] = {1, 2, 3, 4};
__device__ int* pointer = targets + 2;

extern "C" __global__ void tables(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    y[i] = operations[i % 3](x[i], 2.f) + constants[i & 1](x[i], 3.f) + chosen(1.f, x[i]) + *pointer;
  }
}

struct Shape {
  float w;
  __device__ Shape(float w) : w(w) {}
  __device__ virtual float area(int depth) const = 0;
};
struct Square : Shape {
  __device__ Square(float w) : Shape(w) {}
  __device__ float area(int depth) const override { return w * w; }
};
struct Circle : Shape {
  __device__ Circle(float w) : Shape(w) {}
  __device__ float area(int depth) const override { return w * 3.f; }
};
struct Nested : Shape {
  const Shape* inner;
  __device__ Nested(const Shape* inner) : Shape(0.5f), inner(inner) {}
  __device__ float area(int depth) const override {
    return depth == 0 ? w : inner->area(depth) + this->area(depth - 1);
  }
};

__device__ __noinline__ float area(const Shape* shape, int depth) { return shape->area(depth); }

extern "C" __global__ void shapes(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    Square square(x[i]);
    Circle circle(x[i]);
    Nested nested(i & 1 ? (const Shape*)&square : (const Shape*)&circle);
    const Shape* list[3] = {&square, &circle, &nested};
    y[i] = area(list[i % 3], i % 4);
  }
}

__device__ int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

extern "C" __global__ void fibonaccis(int* y) { y[threadIdx.x] = fibonacci(threadIdx.x % 14); }

__device__ __noinline__ bool odd(int n);
__device__ __noinline__ bool even(int n) { return n == 0 ? true : odd(n - 1); }
__device__ __noinline__ bool odd(int n) { return n == 0 ? false : even(n - 1); }

extern "C" __global__ void parities(int* y) { y[threadIdx.x] = even(threadIdx.x); }

__device__ void quicksort(int* x, int low, int high) {
  if (low >= high) return;
  int pivot = x[(low + high) / 2];
  int i = low;
  int j = high;
  while (i <= j) {
    while (x[i] < pivot) i++;
    while (x[j] > pivot) j--;
    if (i <= j) {
      int t = x[i];
      x[i++] = x[j];
      x[j--] = t;
    }
  }
  quicksort(x, low, j);
  quicksort(x, i, high);
}

/** Every thread sorts a row of its own. */
extern "C" __global__ void quicksorts(int* x, int n) {
  int row = blockIdx.x * blockDim.x + threadIdx.x;
  quicksort(x + row * n, 0, n - 1);
}

/** Frames with arrays: the digits of n in every base from b down to 2, summed. */
__device__ int digits(int n, int b) {
  if (b < 2) return 0;
  int stack[12];
  int count = 0;
  for (int rest = n; rest > 0 && count < 12; rest /= b) stack[count++] = rest % b;
  int deeper = digits(n, b - 1);
  int sum = 0;
  for (int k = 0; k < count; k++) sum += stack[(k * 5) % count] * (k + 1);
  return sum + deeper;
}

extern "C" __global__ void digit_sums(int* y, int b) {
  y[threadIdx.x] = digits(threadIdx.x * 37 + 5, b);
}

struct Big {
  int values[6];
  double scale;
};

__device__ __noinline__ Big step(Big big, int depth) {
  if (depth == 0) return big;
  Big next;
  for (int k = 0; k < 6; k++) next.values[k] = big.values[(k + depth) % 6] + depth;
  next.scale = big.scale * 0.5;
  return step(next, depth - 1);
}

extern "C" __global__ void structs(int* y, double* scale) {
  Big big;
  for (int k = 0; k < 6; k++) big.values[k] = threadIdx.x * 10 + k;
  big.scale = 3.0 + threadIdx.x;
  Big last = step(big, threadIdx.x % 7);
  for (int k = 0; k < 6; k++) y[threadIdx.x * 6 + k] = last.values[k];
  scale[threadIdx.x] = last.scale;
}

/** Lanes call different functions that shuffle; they must come back together. */
__device__ __noinline__ int up(int v) { return __shfl_up_sync(0xffffffff, v, 1); }
__device__ __noinline__ int down(int v) { return __shfl_down_sync(0xffffffff, v, 1); }
__device__ int (*shuffles[2])(int) = {up, down};

extern "C" __global__ void shuffling_calls(int* y, int which) {
  int v = shuffles[which](threadIdx.x * 3);
  y[threadIdx.x] = v + __popc(__activemask());
}

/** A barrier within a recursive function. */
__device__ int tree(int* shared, int width) {
  if (width == 0) return shared[0];
  if (threadIdx.x < width) shared[threadIdx.x] += shared[threadIdx.x + width];
  __syncthreads();
  return tree(shared, width / 2);
}

extern "C" __global__ void tree_sums(const int* x, int* y) {
  __shared__ int shared[128];
  shared[threadIdx.x] = x[blockIdx.x * 128 + threadIdx.x];
  __syncthreads();
  int sum = tree(shared, 64);
  if (threadIdx.x == 0) y[blockIdx.x] = sum;
}

__device__ int endless(int n) { return n == -1 ? 0 : endless(n + 2) / (n | 1) + 1; }

extern "C" __global__ void recurses_without_end(int* y) { y[threadIdx.x] = endless(threadIdx.x); }

__device__ Operation unset;

extern "C" __global__ void calls_null(float* y) { y[threadIdx.x] = unset(1.f, 2.f); }

extern "C" __global__ void calls_data(float* y) {
  Operation wrong = (Operation)(y + 1);
  y[threadIdx.x] = wrong(1.f, 2.f);
}

extern "C" __global__ void calls_another_shape(float* y) {
  int (*wrong)(int) = threadIdx.x < 40 ? shuffles[0] : (int (*)(int))operations[1];
  y[threadIdx.x] = wrong(3);
}

/** Dynamic stack: every thread has an array of its own length. */
extern "C" __global__ void allocas(int* y, int n) {
  int count = n + threadIdx.x % 5;
  int* a = (int*)__builtin_alloca(count * sizeof(int));
  for (int k = 0; k < count; k++) a[k] = k * threadIdx.x;
  int s = 0;
  for (int k = 0; k < count; k++) s += a[(k * 7) % count];
  y[threadIdx.x] = s;
}

__device__ __noinline__ int scratch(int n) {
  int* a = (int*)__builtin_alloca(n * sizeof(int));
  for (int k = 0; k < n; k++) a[k] = k + n;
  return a[n / 2] + a[n - 1] + (n > 3 ? scratch(n - 3) : 0);
}

/** Allocas of many calls, which end with the call. */
extern "C" __global__ void nested_allocas(int* y, int times) {
  int s = 0;
  for (int k = 0; k < times; k++) s += scratch(20 + (threadIdx.x + k) % 8);
  y[threadIdx.x] = s;
}

extern "C" __global__ void allocates_too_much(int* y, int n) {
  int* a = (int*)__builtin_alloca(n * sizeof(int));
  for (int k = 0; k < n; k++) a[k] = k;
  y[threadIdx.x] = a[n / 2];
}

/** Time goes on, within a basic block too. */
extern "C" __global__ void clocks(long long* y) {
  long long c0 = clock64();
  long long c1 = clock64();
  unsigned long long g0, g1;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(g0));
  __nanosleep(100);
  __nanosleep(threadIdx.x);
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(g1));
  unsigned int c2 = clock();
  y[threadIdx.x * 3] = c1 - c0;
  y[threadIdx.x * 3 + 1] = g1 - g0;
  y[threadIdx.x * 3 + 2] = c2 - (unsigned int)c1;
}

/** Dynamic shared memory above 48 KB. */
extern "C" __global__ void reverses_in_shared(const int* x, int* y, int n) {
  extern __shared__ int stage[];
  for (int k = threadIdx.x; k < n; k += blockDim.x) stage[k] = x[k];
  __syncthreads();
  for (int k = threadIdx.x; k < n; k += blockDim.x) y[k] = stage[n - 1 - k];
}
