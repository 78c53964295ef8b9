// Shared data structures and locks.

// Open addressing; the key is claimed by compare-and-swap.
extern "C" __global__ void hash_insert(const int* keys, const int* values, int* tableKeys, int* tableValues, int n, int slots) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  unsigned slot = (unsigned)keys[i] * 2654435761u % slots;
  while (true) {
    int was = atomicCAS(&tableKeys[slot], -1, keys[i]);
    if (was == -1 || was == keys[i]) break;
    slot = (slot + 1) % slots;
  }
  atomicAdd(&tableValues[slot], values[i]);
}

// Key and value in one 64-bit word, both claimed at once; 0 is free.
extern "C" __global__ void hash_insert_64(const unsigned* keys, unsigned long long* table, int* duplicates, int n, int mask) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  unsigned long long entry = (unsigned long long)keys[i] << 32 | 1;
  for (unsigned slot = keys[i] ^ keys[i] >> 15;; slot++) {
    unsigned long long was = atomicCAS(&table[slot & mask], 0ull, entry);
    if (was == 0) return;
    if (was >> 32 == keys[i]) {
      atomicAdd(duplicates, 1);
      return;
    }
  }
}

// Threads are served in the order of their tickets.
extern "C" __global__ void ticket_lock(unsigned* next, volatile unsigned* serving, volatile int* history, volatile int* balance) {
  if (threadIdx.x != 0) return;
  unsigned mine = atomicAdd(next, 1);
  while (*serving != mine) {}
  __threadfence();
  int b = *balance;
  history[mine] = b;
  *balance = b + 3;
  __threadfence();
  *serving = mine + 1;
}

// All lanes of a warp compete for one lock; who holds it leaves the loop.
extern "C" __global__ void warp_lock(int* lock, volatile int* counters, int n) {
  for (int k = 0; k < n; k++) {
    bool done = false;
    while (!done) {
      if (atomicCAS(lock, 0, 1) == 0) {
        __threadfence();
        counters[threadIdx.x % 4] = counters[threadIdx.x % 4] + 1;
        counters[4] = counters[4] + k;
        __threadfence();
        atomicExch(lock, 0);
        done = true;
      }
    }
  }
}

// A stack of indices; every push links a node to the head.
extern "C" __global__ void push_nodes(int* head, int* links, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  int seen = atomicAdd(head, 0), was;
  do {
    was = seen;
    links[i] = was;
    __threadfence();
    seen = atomicCAS(head, was, i);
  } while (seen != was);
}

// A bounded priority: the eight least values, kept sorted under a lock in shared memory.
extern "C" __global__ void top_eight(const int* x, int* y, int n) {
  __shared__ int best[8];
  __shared__ int lock;
  if (threadIdx.x < 8) best[threadIdx.x] = 0x7fffffff;
  if (threadIdx.x == 0) lock = 0;
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    int v = x[i];
    bool waiting = true;
    while (waiting) {
      if (atomicCAS(&lock, 0, 1) == 0) {
        __threadfence_block();
        volatile int* b = best;
        int at = 8;
        while (at > 0 && b[at - 1] > v) {
          if (at < 8) b[at] = b[at - 1];
          at--;
        }
        if (at < 8) b[at] = v;
        __threadfence_block();
        atomicExch(&lock, 0);
        waiting = false;
      }
    }
  }
  __syncthreads();
  if (threadIdx.x < 8) y[threadIdx.x] = best[threadIdx.x];
}

// Union-find with path halving; roots are linked by compare-and-swap.
__device__ int root(int* parent, int v) {
  volatile int* p = parent;
  while (true) {
    int up = p[v];
    if (up == v) return v;
    int above = p[up];
    if (above != up) atomicCAS(&parent[v], up, above);
    v = up;
  }
}
extern "C" __global__ void union_find(const int2* edges, int* parent, int m) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= m) return;
  while (true) {
    int a = root(parent, edges[i].x), b = root(parent, edges[i].y);
    if (a == b) return;
    int high = max(a, b), low = min(a, b);
    if (atomicCAS(&parent[high], high, low) == high) return;
  }
}
