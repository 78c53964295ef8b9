// @task one_read "Each thread copies some words, a chain of reads one after the other if they depend"
// @dim blocks = 4096, threads = 256, chain = 1
// @size check: blocks = 2, threads = 32, chain = 2
// @input x: i32[blocks * threads] ~ constant(0)
// @output y: i32[blocks * threads]
// @launch one_read<<<(blocks), (threads)>>>(x, y, chain)
extern "C" __global__ void one_read(const int* __restrict__ x, int* __restrict__ y, int chain) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int at = i;
  for (int step = 0; step < chain; ++step) at = x[at] + i;
  y[i] = at;
}
