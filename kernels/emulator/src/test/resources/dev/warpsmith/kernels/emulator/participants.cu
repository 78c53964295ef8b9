// Warp-level operations and barriers with wrong participants, and near misses. Compiled with:
// nvcc -ptx -lineinfo -arch=sm_90 participants.cu
extern "C" __global__ void names_an_exited_lane(float* y, int n) {
  if (threadIdx.x >= n) return;
  y[threadIdx.x] = __shfl_down_sync(0xffffffffu, y[threadIdx.x], 1);
}

extern "C" __global__ void names_who_is_left(float* y, int n) {
  unsigned left = __ballot_sync(0xffffffffu, threadIdx.x < n);
  if (threadIdx.x >= n) return;
  y[threadIdx.x] = __shfl_down_sync(left, y[threadIdx.x], 1);
}

extern "C" __global__ void names_lanes_beyond_the_block(float* y, int n) {
  y[threadIdx.x] = __shfl_down_sync(0xffffffffu, y[threadIdx.x], 1);
}

extern "C" __global__ void lacks_itself(float* y, int n) {
  if (threadIdx.x < 32) y[threadIdx.x] = __any_sync(0xfffffffeu, y[threadIdx.x] > 0);
}

extern "C" __global__ void gives_two_masks(float* y, int n) {
  unsigned mask = threadIdx.x % 2 ? 0xffffffffu : 0x7fffffffu;
  if (threadIdx.x % 32 < 31) y[threadIdx.x] = __shfl_xor_sync(mask & ~(n & 0), y[threadIdx.x], 1);
  else y[threadIdx.x] = __shfl_xor_sync(0xffffffffu, y[threadIdx.x], 1);
}

extern "C" __global__ void splits_the_warp_in_two(float* y, int n) {
  unsigned mask = threadIdx.x % 32 < 16 ? 0x0000ffffu : 0xffff0000u;
  y[threadIdx.x] = __shfl_xor_sync(mask, y[threadIdx.x], 1);
}

extern "C" __global__ void shuffles_the_active(float* y, int n) {
  if (threadIdx.x % 3 == 0) y[threadIdx.x] = __shfl_sync(__activemask(), y[threadIdx.x], 0);
}

extern "C" __global__ void shuffles_meet_votes(float* y, int n) {
  if (threadIdx.x % 2) {
    y[threadIdx.x] = __shfl_xor_sync(0xffffffffu, y[threadIdx.x], 2);
  } else {
    y[threadIdx.x] = __any_sync(0xffffffffu, y[threadIdx.x] > 1);
  }
}

extern "C" __global__ void waits_for_lanes_at_the_barrier(float* y, int n) {
  if (threadIdx.x % 32 == 5) __syncthreads();
  y[threadIdx.x] = __shfl_down_sync(0xffffffffu, y[threadIdx.x], 1);
}

extern "C" __global__ void barriers_on_two_lines(float* y, int n) {
  __shared__ float s[64];
  s[threadIdx.x] = y[threadIdx.x];
  if (threadIdx.x < 32) {
    __syncthreads();
    y[threadIdx.x] = s[63 - threadIdx.x];
  } else {
    __syncthreads();
    y[threadIdx.x] = s[63 - threadIdx.x] + 1;
  }
}

extern "C" __global__ void barriers_in_half_a_warp(float* y, int n) {
  __shared__ float s[64];
  s[threadIdx.x] = y[threadIdx.x];
  if (threadIdx.x % 32 < 16) {
    __syncthreads();
  }
  y[threadIdx.x] = s[threadIdx.x] + 1;
  __syncthreads();
  s[threadIdx.x] = y[63 - threadIdx.x];
}

extern "C" __global__ void barriers_for_all(float* y, int n) {
  __shared__ float s[64];
  for (int k = 0; k < n; k++) {
    s[threadIdx.x] = y[threadIdx.x];
    __syncthreads();
    if (n > 3) {
      y[threadIdx.x] = s[63 - threadIdx.x];
      __syncthreads();
    }
    y[threadIdx.x] += s[threadIdx.x];
    __syncthreads();
  }
}

extern "C" __global__ void counts_differ(float* y, int n) {
  if (threadIdx.x < 32) asm volatile("bar.sync 1, 64;" ::: "memory");
  else asm volatile("bar.sync 1, 32;" ::: "memory");
  y[threadIdx.x] = 1;
}

extern "C" __global__ void counts_half_a_warp(float* y, int n) {
  asm volatile("bar.sync 1, %0;" ::"r"(n + 14) : "memory");
  y[threadIdx.x] = 1;
}

extern "C" __global__ void returns_before_the_barrier(float* y, int n) {
  if (threadIdx.x >= 32) return;
  __syncthreads();
  y[threadIdx.x] = 1;
}
