// @task shared_atomic_float "Float adds to some words of shared memory by each warp, again and again"
// @dim blocks = 1056, words = 1, repeats = 256
// @size check: blocks = 2, words = 3, repeats = 2
// @output sums: f32[blocks]
// @launch shared_atomic_float<<<(blocks), (256)>>>(sums, words, repeats)
extern "C" __global__ void shared_atomic_float(float* __restrict__ sums, int words, int repeats) {
  __shared__ float counters[32];
  if (threadIdx.x < 32) counters[threadIdx.x] = 0.0f;
  __syncthreads();
  int lane = threadIdx.x % 32;
  for (int repeat = 0; repeat < repeats; ++repeat) atomicAdd(counters + lane % words, 1.0f);
  __syncthreads();
  if (threadIdx.x == 0) sums[blockIdx.x] = counters[0];
}
