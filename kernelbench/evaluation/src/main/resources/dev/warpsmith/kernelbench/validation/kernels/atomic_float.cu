// @task atomic_float "Float adds of one lane of each warp to one of many lines, as at the end of a reduction"
// @dim warps = 4096, lines = 1, repeats = 16
// @size check: warps = 8, lines = 2, repeats = 2
// @inout counters: f32[lines, 32] ~ constant(0)
// @launch atomic_float<<<(warps / 8), (256)>>>(counters, lines, repeats)
extern "C" __global__ void atomic_float(float* __restrict__ counters, int lines, int repeats) {
  int warp = (blockIdx.x * blockDim.x + threadIdx.x) / 32;
  if (threadIdx.x % 32 == 0) {
    for (int repeat = 0; repeat < repeats; ++repeat) atomicAdd(counters + 32 * (warp % lines), 1.0f);
  }
}
