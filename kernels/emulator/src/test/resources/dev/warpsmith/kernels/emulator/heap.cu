// The heap of the device: malloc, free, new and delete.
// nvcc -ptx -lineinfo -arch=sm_90 -o heap.sm_90.ptx heap.cu
#include <cstdlib>

extern "C" __global__ void rows(int* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int* a = (int*)malloc(n * sizeof(int));
  for (int k = 0; k < n; k++) a[k] = k * i;
  int s = 0;
  for (int k = 0; k < n; k++) s += a[(k * 7) % n];
  y[i] = s;
  free(a);
}

struct Shape {
  float w;
  __device__ Shape(float w) : w(w) {}
  __device__ virtual float area() const = 0;
  __device__ virtual ~Shape() {}
};
struct Square : Shape {
  __device__ Square(float w) : Shape(w) {}
  __device__ float area() const override { return w * w; }
};
struct Circle : Shape {
  float* factor;
  __device__ Circle(float w) : Shape(w), factor(new float[4]) { factor[2] = 3.f; }
  __device__ float area() const override { return w * factor[2]; }
  __device__ ~Circle() override { delete[] factor; }
};

extern "C" __global__ void objects(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    Shape* s = i & 1 ? (Shape*)new Square(x[i]) : (Shape*)new Circle(x[i]);
    y[i] = s->area();
    delete s;
  }
}

struct Node {
  int value;
  Node* next;
};
__device__ Node* head;
__device__ int lock;

/** Blocks push nodes to one list, which the next launch sums. */
extern "C" __global__ void pushes(int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  Node* node = (Node*)malloc(sizeof(Node));
  node->value = i;
  unsigned long long old = atomicCAS((unsigned long long*)&head, 0, 0), seen;
  do {
    seen = old;
    node->next = (Node*)seen;
    old = atomicCAS((unsigned long long*)&head, seen, (unsigned long long)node);
  } while (old != seen);
}

extern "C" __global__ void sums_list(int* y) {
  int sum = 0, count = 0;
  for (Node* node = head; node;) {
    Node* next = node->next;
    sum += node->value;
    count++;
    free(node);
    node = next;
  }
  head = nullptr;
  y[0] = sum;
  y[1] = count;
}

/** Counts the kilobytes that the heap gives. */
extern "C" __global__ void exhausts(int* y) {
  void* last = nullptr;
  int count = 0;
  while (true) {
    void** chunk = (void**)malloc(1024);
    if (!chunk) break;
    *chunk = last;
    last = chunk;
    count++;
  }
  y[0] = count;
  while (last) {
    void* next = *(void**)last;
    free(last);
    last = next;
  }
  void* again = malloc(4 << 20);
  y[1] = again != nullptr;
  free(again);
}

extern "C" __global__ void reads_past(int* y, int n) {
  int* a = (int*)malloc(10 * sizeof(int));
  for (int k = 0; k < 10; k++) a[k] = k;
  y[0] = a[n];
}

extern "C" __global__ void reads_unwritten(int* y, int n) {
  int* a = (int*)malloc(10 * sizeof(int));
  a[0] = 1;
  y[0] = a[n];
}

extern "C" __global__ void reads_freed(int* y, int n) {
  int* a = (int*)malloc(10 * sizeof(int));
  for (int k = 0; k < 10; k++) a[k] = k;
  int* volatile b = a;
  free(a);
  y[0] = b[n];
}

extern "C" __global__ void frees_twice(int n) {
  char* a = (char*)malloc(10);
  char* volatile b = a;
  free(a);
  free(b + n);
}

extern "C" __global__ void frees_data(int* y) { free(y); }

/** Shows where the list begins. */
extern "C" __global__ void list_head(unsigned long long* y, int at) { y[at] = (unsigned long long)head; }
