// @task many_blocks "Blocks that do nothing but start and end"
// @dim blocks = 4096, threads = 256
// @size check: blocks = 2, threads = 32
// @output y: f32[32]
// @launch many_blocks<<<(blocks), (threads)>>>(y, blocks)
extern "C" __global__ void many_blocks(float* __restrict__ y, int blocks) {
  if (blockIdx.x == 0 && threadIdx.x < 32) y[threadIdx.x] = blocks;
}
