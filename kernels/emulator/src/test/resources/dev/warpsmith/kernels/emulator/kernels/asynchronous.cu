// Kernels that copy and meet asynchronously. All but two: y[t][i] = 2 * x[t][SIZE - 1 - i].
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cuda/barrier>
#include <cuda/pipeline>

namespace cg = cooperative_groups;

#define SIZE 256
#define TILES 8

extern "C" __global__ void group_copies(const float* x, float* y) {
  __shared__ alignas(16) float tile[SIZE];
  cg::thread_block block = cg::this_thread_block();
  for (int t = 0; t < TILES; t++) {
    cg::memcpy_async(block, tile, x + t * SIZE, sizeof(float) * SIZE);
    cg::wait(block);
    y[t * SIZE + threadIdx.x] = 2 * tile[SIZE - 1 - threadIdx.x];
    block.sync();
  }
}

extern "C" __global__ void group_stages(const float* x, float* y) {
  __shared__ alignas(16) float tile[2][SIZE];
  cg::thread_block block = cg::this_thread_block();
  cuda::aligned_size_t<16> bytes(sizeof(float) * SIZE);
  cg::memcpy_async(block, tile[0], x, bytes);
  for (int t = 0; t < TILES; t++) {
    if (t + 1 < TILES) {
      cg::memcpy_async(block, tile[(t + 1) % 2], x + (t + 1) * SIZE, bytes);
      cg::wait_prior<1>(block);
    } else {
      cg::wait(block);
    }
    y[t * SIZE + threadIdx.x] = 2 * tile[t % 2][SIZE - 1 - threadIdx.x];
    block.sync();
  }
}

extern "C" __global__ void thread_pipeline(const float* x, float* y) {
  __shared__ alignas(16) float tile[3][SIZE];
  auto pipe = cuda::make_pipeline();
  for (int t = -2; t < TILES; t++) {
    int next = t + 2;
    pipe.producer_acquire();
    if (next < TILES) {
      cuda::memcpy_async(&tile[next % 3][threadIdx.x], x + next * SIZE + threadIdx.x,
                         cuda::aligned_size_t<4>(4), pipe);
    }
    pipe.producer_commit();
    if (t < 0) continue;
    cuda::pipeline_consumer_wait_prior<2>(pipe);
    __syncthreads();
    y[t * SIZE + threadIdx.x] = 2 * tile[t % 3][SIZE - 1 - threadIdx.x];
    __syncthreads();
    pipe.consumer_release();
  }
}

// As above, but commits no empty stages at the end, and so reads the last tiles too early.
extern "C" __global__ void short_of_waits(const float* x, float* y) {
  __shared__ alignas(16) float tile[3][SIZE];
  auto pipe = cuda::make_pipeline();
  int next = 0;
  for (int t = 0; t < TILES; t++) {
    for (; next < TILES && next < t + 3; next++) {
      pipe.producer_acquire();
      cuda::memcpy_async(&tile[next % 3][threadIdx.x], x + next * SIZE + threadIdx.x,
                         cuda::aligned_size_t<4>(4), pipe);
      pipe.producer_commit();
    }
    cuda::pipeline_consumer_wait_prior<2>(pipe);
    __syncthreads();
    y[t * SIZE + threadIdx.x] = 2 * tile[t % 3][SIZE - 1 - threadIdx.x];
    __syncthreads();
    pipe.consumer_release();
  }
}

extern "C" __global__ void block_pipeline(const float* x, float* y) {
  constexpr int STAGES = 2;
  __shared__ alignas(16) float tile[STAGES][SIZE];
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, STAGES> state;
  auto block = cg::this_thread_block();
  auto pipe = cuda::make_pipeline(block, &state);
  int next = 0;
  for (int t = 0; t < TILES; t++) {
    for (; next < TILES && next < t + STAGES; next++) {
      pipe.producer_acquire();
      cuda::memcpy_async(block, tile[next % STAGES], x + next * SIZE, sizeof(float) * SIZE, pipe);
      pipe.producer_commit();
    }
    pipe.consumer_wait();
    y[t * SIZE + threadIdx.x] = 2 * tile[t % STAGES][SIZE - 1 - threadIdx.x];
    pipe.consumer_release();
  }
}

// Warps 0 to 3 copy, warps 4 to 11 compute.
extern "C" __global__ void partitioned_pipeline(const float* x, float* y) {
  constexpr int STAGES = 4;
  constexpr int PRODUCERS = 128;
  __shared__ alignas(16) float tile[STAGES][SIZE];
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, STAGES> state;
  auto block = cg::this_thread_block();
  auto role = threadIdx.x < PRODUCERS ? cuda::pipeline_role::producer : cuda::pipeline_role::consumer;
  auto pipe = cuda::make_pipeline(block, &state, role);
  if (role == cuda::pipeline_role::producer) {
    for (int t = 0; t < TILES; t++) {
      pipe.producer_acquire();
      for (int i = threadIdx.x; i < SIZE; i += PRODUCERS) {
        cuda::memcpy_async(&tile[t % STAGES][i], x + t * SIZE + i, cuda::aligned_size_t<4>(4), pipe);
      }
      pipe.producer_commit();
    }
  } else {
    int i = threadIdx.x - PRODUCERS;
    for (int t = 0; t < TILES; t++) {
      pipe.consumer_wait();
      y[t * SIZE + i] = 2 * tile[t % STAGES][SIZE - 1 - i];
      pipe.consumer_release();
    }
  }
}

// Each thread arrives, works, and waits for its token.
extern "C" __global__ void split_barrier(const float* x, float* y) {
  __shared__ float tile[SIZE];
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  if (threadIdx.x == 0) init(&bar, SIZE);
  __syncthreads();
  for (int t = 0; t < TILES; t++) {
    tile[threadIdx.x] = x[t * SIZE + threadIdx.x];
    auto token = bar.arrive();
    float two = t >= 0 ? 2.0f : 3.0f;
    bar.wait(std::move(token));
    y[t * SIZE + threadIdx.x] = two * tile[SIZE - 1 - threadIdx.x];
    bar.arrive_and_wait();
  }
}

// Half of the threads leave the barrier for good after the first tile.
extern "C" __global__ void dropping_barrier(const float* x, float* y) {
  __shared__ float tile[SIZE];
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  if (threadIdx.x == 0) init(&bar, SIZE);
  __syncthreads();
  tile[threadIdx.x] = x[threadIdx.x];
  if (threadIdx.x < SIZE / 2) {
    bar.arrive_and_drop();
    return;
  }
  bar.arrive_and_wait();
  y[threadIdx.x] = 2 * tile[SIZE - 1 - threadIdx.x];
  for (int t = 1; t < TILES; t++) {
    bar.arrive_and_wait();
    tile[threadIdx.x - SIZE / 2] = x[t * SIZE + threadIdx.x];
    bar.arrive_and_wait();
    y[t * SIZE + threadIdx.x] = 2 * tile[SIZE - 1 - threadIdx.x];
  }
}

extern "C" __global__ void barrier_copies(const float* x, float* y) {
  __shared__ alignas(16) float tile[SIZE];
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  auto block = cg::this_thread_block();
  if (threadIdx.x == 0) init(&bar, SIZE);
  block.sync();
  for (int t = 0; t < TILES; t++) {
    cuda::memcpy_async(&tile[threadIdx.x], x + t * SIZE + threadIdx.x, cuda::aligned_size_t<4>(4), bar);
    bar.arrive_and_wait();
    y[t * SIZE + threadIdx.x] = 2 * tile[SIZE - 1 - threadIdx.x];
    bar.arrive_and_wait();
  }
}

// On sm_90 the headers copy this in bulk.
extern "C" __global__ void bulk_copies(const float* x, float* y) {
  __shared__ alignas(16) float tile[SIZE];
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  auto block = cg::this_thread_block();
  if (threadIdx.x == 0) init(&bar, SIZE);
  block.sync();
  for (int t = 0; t < TILES; t++) {
    cuda::memcpy_async(block, tile, x + t * SIZE, cuda::aligned_size_t<16>(sizeof(float) * SIZE), bar);
    bar.arrive_and_wait();
    y[t * SIZE + threadIdx.x] = 2 * tile[SIZE - 1 - threadIdx.x];
    bar.arrive_and_wait();
  }
}

// A ring of named barriers: warps 0 to 7 fill, warps 8 to 15 empty.
extern "C" __global__ void named_barriers(const float* x, float* y) {
  __shared__ float tile[2][SIZE];
  int i = threadIdx.x % SIZE;
  if (threadIdx.x < SIZE) {
    for (int t = 0; t < TILES; t++) {
      asm volatile("bar.sync %0, %1;" ::"r"(3 + t % 2), "r"(2 * SIZE) : "memory");
      tile[t % 2][i] = x[t * SIZE + i];
      asm volatile("bar.arrive %0, %1;" ::"r"(1 + t % 2), "r"(2 * SIZE) : "memory");
    }
  } else {
    asm volatile("bar.arrive 3, 512;" ::: "memory");
    asm volatile("bar.arrive 4, 512;" ::: "memory");
    for (int t = 0; t < TILES; t++) {
      asm volatile("barrier.cta.sync %0, %1;" ::"r"(1 + t % 2), "r"(2 * SIZE) : "memory");
      y[t * SIZE + i] = 2 * tile[t % 2][SIZE - 1 - i];
      if (t + 2 < TILES) {
        asm volatile("barrier.cta.arrive %0, %1;" ::"r"(3 + t % 2), "r"(2 * SIZE) : "memory");
      }
    }
  }
}
