// Producers and consumers: asynchronous copies, barriers with names and in memory.
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <cuda_pipeline.h>
namespace cg = cooperative_groups;

// Two stages: the next tile arrives while this one is summed.
extern "C" __global__ void double_buffered_sum(const float4* x, float* y, int tiles) {
  __shared__ float4 stage[2][64];
  float sum = 0;
  const float4* mine = x + blockIdx.x * tiles * 64 + threadIdx.x;
  __pipeline_memcpy_async(&stage[0][threadIdx.x], mine, 16);
  __pipeline_commit();
  for (int t = 0; t < tiles; t++) {
    if (t + 1 < tiles) __pipeline_memcpy_async(&stage[(t + 1) & 1][threadIdx.x], mine + (t + 1) * 64, 16);
    __pipeline_commit();
    __pipeline_wait_prior(1);
    __syncthreads();
    float4 v = stage[t & 1][63 - threadIdx.x];
    sum += v.x + 2 * v.y + 3 * v.z + 4 * v.w;
    __syncthreads();
  }
  y[blockIdx.x * 64 + threadIdx.x] = sum;
}

// Warp 0 fills buffers, warp 1 drains them; named barriers say which is full and which is free.
extern "C" __global__ void named_barriers(const int* x, int* y, int rounds) {
  __shared__ int buffer[2][32];
  int lane = threadIdx.x % 32;
  if (threadIdx.x < 32) {
    for (int r = 0; r < rounds; r++) {
      if (r >= 2) asm volatile("bar.sync %0, 64;" ::"r"(3 + r % 2) : "memory");
      buffer[r % 2][lane] = x[r * 32 + lane] * 3;
      asm volatile("bar.arrive %0, 64;" ::"r"(1 + r % 2) : "memory");
    }
  } else {
    for (int r = 0; r < rounds; r++) {
      asm volatile("bar.sync %0, 64;" ::"r"(1 + r % 2) : "memory");
      y[r * 32 + lane] = buffer[r % 2][31 - lane] + 1;
      if (r + 2 < rounds) asm volatile("bar.arrive %0, 64;" ::"r"(3 + r % 2) : "memory");
    }
  }
}

// A barrier in shared memory: arrive early, wait late.
extern "C" __global__ void split_barrier(const int* x, int* y) {
  __shared__ cuda::barrier<cuda::thread_scope_block> ready;
  __shared__ int s[96];
  if (threadIdx.x == 0) init(&ready, blockDim.x);
  __syncthreads();
  int v = x[blockIdx.x * 96 + threadIdx.x];
  for (int round = 0; round < 3; round++) {
    s[threadIdx.x] = v;
    auto token = ready.arrive();
    int local = v * 7 + round;
    ready.wait(std::move(token));
    v = local ^ s[(threadIdx.x + 33) % 96];
    ready.arrive_and_wait();
  }
  y[blockIdx.x * 96 + threadIdx.x] = v;
}

// The library's pipeline with three stages.
extern "C" __global__ void three_stage_pipeline(const int* x, int* y, int tiles) {
  __shared__ int stage[3][64];
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 3> state;
  auto block = cg::this_thread_block();
  auto pipe = cuda::make_pipeline(block, &state);
  int sum = 0;
  for (int t = 0, ahead = 0; t < tiles; t++) {
    for (; ahead < tiles && ahead < t + 3; ahead++) {
      pipe.producer_acquire();
      cuda::memcpy_async(block, stage[ahead % 3], x + ahead * 64, sizeof(int) * 64, pipe);
      pipe.producer_commit();
    }
    pipe.consumer_wait();
    sum = sum * 5 + stage[t % 3][(threadIdx.x * 3) % 64];
    pipe.consumer_release();
  }
  y[threadIdx.x] = sum;
}

extern "C" __global__ void group_copy(const int* x, int* y, int n) {
  extern __shared__ int s[];
  auto block = cg::this_thread_block();
  cg::memcpy_async(block, s, x, sizeof(int) * n);
  cg::wait(block);
  for (int i = threadIdx.x; i < n; i += blockDim.x) y[i] = s[n - 1 - i];
}
