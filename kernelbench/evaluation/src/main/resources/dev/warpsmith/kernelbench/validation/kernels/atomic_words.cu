// @task atomic_words "Integer adds to one of many lines: each warp adds to some words of its line, again and again"
// @dim warps = 4096, words = 1, lines = 1, repeats = 16
// @size check: warps = 8, words = 3, lines = 2, repeats = 2
// @inout counters: i32[lines, 32] ~ constant(0)
// @launch atomic_words<<<(warps / 8), (256)>>>(counters, words, lines, repeats)
extern "C" __global__ void atomic_words(int* __restrict__ counters, int words, int lines, int repeats) {
  int warp = (blockIdx.x * blockDim.x + threadIdx.x) / 32;
  int lane = threadIdx.x % 32;
  int* word = counters + 32 * (warp % lines) + lane % words;
  for (int repeat = 0; repeat < repeats; ++repeat) atomicAdd(word, lane + repeat);
}
