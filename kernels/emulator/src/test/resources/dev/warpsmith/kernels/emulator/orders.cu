// Accesses that conflict and near misses that are ordered, in global memory and in shared memory
// beyond barriers. Compiled with: nvcc -ptx -lineinfo -arch=sm_90 orders.cu

// Launched with 4 blocks of 64 threads unless said otherwise; x and y have 256 elements.
__device__ __forceinline__ int index() { return blockIdx.x * blockDim.x + threadIdx.x; }

extern "C" __global__ void shifts_in_place(float* y) {
  int i = index();
  float next = y[(i + 1) % 256];
  y[i] = next + 1;
}

extern "C" __global__ void all_write_one(float* y) {
  y[0] = blockIdx.x + 1;
}

extern "C" __global__ void all_write_one_flag(float* y) {
  y[index()] = y[index()] + 1;
  if (threadIdx.x == 3) y[256] = 7;
}

extern "C" __global__ void overlapping_tiles(float* y) {
  y[blockIdx.x * 63 + threadIdx.x] = index();
}

extern "C" __global__ void reads_a_neighbour_tile(float* y, float* z) {
  z[index()] = index();
  __syncthreads();
  y[index()] = z[(index() + 64) % 256];
}

extern "C" __global__ void reads_its_own_tile(float* y, float* z) {
  z[index()] = index();
  __syncthreads();
  y[index()] = z[index() ^ 63];
}

extern "C" __global__ void misses_a_barrier_in_global(float* y, float* z) {
  z[index()] = index();
  y[index()] = z[index() ^ 63];
}

extern "C" __global__ void counts_then_reads(int* bins, int* y) {
  atomicAdd(&bins[threadIdx.x % 8], 1);
  y[index()] = bins[threadIdx.x % 8];
}

extern "C" __global__ void counts(int* bins, int* y) {
  atomicAdd(&bins[threadIdx.x % 8], 1);
  y[index()] = 1;
}

extern "C" __global__ void counts_in_the_block_only(int* bins, int* y) {
  atomicAdd_block(&bins[threadIdx.x % 8], 1);
  y[index()] = 1;
}

extern "C" __global__ void counts_apart(int* bins, int* y) {
  atomicAdd_block(&bins[blockIdx.x * 8 + threadIdx.x % 8], 1);
  y[index()] = 1;
}

// The last block adds what the others wrote.
template <int FENCE>
__device__ void last_block(float* y, float* partial, unsigned* ticket) {
  __shared__ bool last;
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = blockIdx.x + 1;
    if (FENCE == 2) __threadfence();
    if (FENCE == 1) __threadfence_block();
    last = atomicAdd(ticket, 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x < 4) y[threadIdx.x] = partial[threadIdx.x];
}
extern "C" __global__ void last_block_adds(float* y, float* partial, unsigned* ticket) {
  last_block<2>(y, partial, ticket);
}
extern "C" __global__ void last_block_misses_fence(float* y, float* partial, unsigned* ticket) {
  last_block<0>(y, partial, ticket);
}
extern "C" __global__ void last_block_fences_its_block(float* y, float* partial, unsigned* ticket) {
  last_block<1>(y, partial, ticket);
}

// All threads write, all fence, and one counts the block.
extern "C" __global__ void all_fence_one_counts(float* y, float* partial, unsigned* ticket) {
  __shared__ bool last;
  partial[index()] = index();
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) last = atomicAdd(ticket, 1) == gridDim.x - 1;
  __syncthreads();
  if (last) for (int k = threadIdx.x; k < 256; k += 64) y[k] = partial[255 - k];
}

extern "C" __global__ void counts_before_all_wrote(float* y, float* partial, unsigned* ticket) {
  __shared__ bool last;
  partial[index()] = index();
  if (threadIdx.x == 0) {
    __threadfence();
    last = atomicAdd(ticket, 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last) for (int k = threadIdx.x; k < 256; k += 64) y[k] = partial[255 - k];
}

// Each block waits for the one before it.
template <bool FENCE>
__device__ void look_back(float* y, float* sums, volatile int* flags) {
  if (threadIdx.x == 0) {
    float before = 0;
    if (blockIdx.x > 0) {
      while (flags[blockIdx.x - 1] == 0) {}
      if (FENCE) __threadfence();
      before = sums[blockIdx.x - 1];
    }
    sums[blockIdx.x] = before + 1;
    if (FENCE) __threadfence();
    flags[blockIdx.x] = 1;
    y[blockIdx.x] = before;
  }
}
extern "C" __global__ void looks_back(float* y, float* sums, int* flags) {
  look_back<true>(y, sums, flags);
}
extern "C" __global__ void looks_back_without_fence(float* y, float* sums, int* flags) {
  look_back<false>(y, sums, flags);
}

__device__ __forceinline__ void acquire(int* lock) {
  while (atomicCAS(lock, 0, 1) != 0) {}
  __threadfence();
}
extern "C" __global__ void adds_under_a_lock(float* y, int* lock) {
  if (threadIdx.x % 32 == 0) {
    acquire(lock);
    y[0] += 1;
    __threadfence();
    atomicExch(lock, 0);
  }
}
extern "C" __global__ void lanes_add_under_a_lock(float* y, int* lock) {
  for (bool done = false; !done;) {
    if (atomicCAS(lock, 0, 1) == 0) {
      __threadfence();
      y[0] += 1;
      __threadfence();
      atomicExch(lock, 0);
      done = true;
    }
  }
}
extern "C" __global__ void unlocks_without_fence(float* y, int* lock) {
  if (threadIdx.x % 32 == 0) {
    acquire(lock);
    y[0] += 1;
    atomicExch(lock, 0);
  }
}
extern "C" __global__ void locks_of_one_block(float* y, int* lock) {
  __shared__ int mutex;
  __shared__ float sum;
  if (threadIdx.x == 0) { mutex = 0; sum = 0; }
  __syncthreads();
  for (bool done = false; !done;) {
    if (atomicCAS(&mutex, 0, 1) == 0) {
      __threadfence_block();
      sum += 1;
      __threadfence_block();
      atomicExch(&mutex, 0);
      done = true;
    }
  }
  __syncthreads();
  y[index()] = sum;
}
extern "C" __global__ void unlocks_the_block_without_fence(float* y, int* lock) {
  __shared__ int mutex;
  __shared__ float sum;
  if (threadIdx.x == 0) { mutex = 0; sum = 0; }
  __syncthreads();
  for (bool done = false; !done;) {
    if (atomicCAS(&mutex, 0, 1) == 0) {
      sum += 1;
      atomicExch(&mutex, 0);
      done = true;
    }
  }
  __syncthreads();
  y[index()] = sum;
}

// Warp 0 hands a value to warp 1 through a flag.
template <bool FENCE>
__device__ void hand_over(float* y) {
  __shared__ float value;
  __shared__ volatile int flag;
  if (threadIdx.x == 0) flag = 0;
  __syncthreads();
  if (threadIdx.x == 0) {
    value = y[blockIdx.x] + 5;
    if (FENCE) __threadfence_block();
    flag = 1;
  }
  if (threadIdx.x == 32) {
    while (flag == 0) {}
    if (FENCE) __threadfence_block();
    y[blockIdx.x] = value;
  }
}
extern "C" __global__ void hands_over(float* y) { hand_over<true>(y); }
extern "C" __global__ void hands_over_without_fence(float* y) { hand_over<false>(y); }

// Named barriers: warp 0 produces, warp 1 consumes.
template <bool WAITS>
__device__ void produce(float* y) {
  __shared__ float tile[32];
  int lane = threadIdx.x % 32;
  if (threadIdx.x < 32) {
    tile[lane] = lane;
    asm volatile("bar.arrive 1, 64;" ::: "memory");
    if (WAITS) asm volatile("bar.sync 2, 64;" ::: "memory");
    tile[lane] = 2 * lane;
    asm volatile("bar.arrive 3, 64;" ::: "memory");
  } else {
    asm volatile("bar.sync 1, 64;" ::: "memory");
    float sum = tile[31 - lane];
    if (WAITS) asm volatile("bar.arrive 2, 64;" ::: "memory");
    asm volatile("bar.sync 3, 64;" ::: "memory");
    y[blockIdx.x * 32 + lane] = sum + tile[31 - lane];
  }
}
extern "C" __global__ void __launch_bounds__(96) produces_and_consumes(float* y) {
  if (threadIdx.x < 64) produce<true>(y);
}
extern "C" __global__ void __launch_bounds__(96) overwrites_what_is_consumed(float* y) {
  if (threadIdx.x < 64) produce<false>(y);
}

template <bool FENCE>
__device__ void sync_grid(unsigned* arrived, unsigned wanted) {
  __syncthreads();
  if (threadIdx.x == 0) {
    if (FENCE) __threadfence();
    atomicAdd(arrived, 1);
    while (*(volatile unsigned*)arrived < wanted) {}
    __threadfence();
  }
  __syncthreads();
}
extern "C" __global__ void syncs_the_grid(float* y, float* z, unsigned* arrived) {
  z[index()] = index();
  sync_grid<true>(arrived, 4);
  y[index()] = z[255 - index()];
  sync_grid<true>(arrived, 8);
  z[index()] = 1;
}
extern "C" __global__ void syncs_the_grid_without_fence(float* y, float* z, unsigned* arrived) {
  z[index()] = index();
  sync_grid<false>(arrived, 4);
  y[index()] = z[255 - index()];
}
extern "C" __global__ void syncs_the_grid_once(float* y, float* z, unsigned* arrived) {
  z[index()] = index();
  sync_grid<true>(arrived, 4);
  y[index()] = z[255 - index()];
  z[index()] = 1;
}

extern "C" __global__ void reads_what_it_wrote_as_constant(float* __restrict__ y, float* z) {
  z[index()] = index();
  __syncthreads();
  y[index()] = __ldg(&z[index()]);
}

extern "C" __global__ void reads_constant_then_writes(float* __restrict__ y, const float* z) {
  y[index()] = __ldg(&z[255 - index()]);
}

extern "C" __global__ void writes_its_input(float* y, float* z) {
  y[index()] = z[index()];
  if (index() == 77) z[77] = 1;
}

// Reads one element past another launch's partial output.
extern "C" __global__ void writes_some(float* y) {
  if (index() % 64 != 10) y[index()] = 1;
}

extern "C" __global__ void writes_halves(unsigned short* y) { y[index()] = index(); }

extern "C" __global__ void shifts_halves(unsigned short* y) {
  unsigned short next = y[(index() + 1) % 256];
  y[index()] = next + 1;
}

extern "C" __global__ void swaps_in_a_warp(float* y, float* z) {
  z[index()] = index();
  __syncwarp();
  y[index()] = z[index() ^ 1];
}

extern "C" __global__ void swaps_in_a_warp_without_sync(float* y, float* z) {
  z[index()] = index();
  y[index()] = z[index() ^ 1];
}

extern "C" __global__ void reads_unwritten_local(float* y, int n) {
  float values[32];
  for (int k = 0; k < n; k++) values[(k * 7) % 32] = k;
  y[index()] = values[(index() * 7) % 32];
}

extern "C" __global__ void leaves_local(float* y, int n) {
  float values[32];
  for (int k = 0; k < 32; k++) values[(k * n) % 32] = k;
  y[index()] = values[index() + 7 * n];
}

extern "C" __global__ void has_many_faults(float* y, float* z) {
  __shared__ float s[64];
  float a = z[index()];
  if (threadIdx.x < 32) s[threadIdx.x] = a;
  __syncthreads();
  y[index()] = s[threadIdx.x];
  y[0] = index();
  __syncthreads();
  y[index() + 1000] = a;
}
