// @task interleaved_store "Writes every word, but each warp only some words of each sector: the rest is other warps'"
// @dim blocks = 4096, bits = 1
// @size check: blocks = 2, bits = 2
// @output y: f32[blocks, 1024]
// @launch interleaved_store<<<(blocks), (1024)>>>(y, bits)
extern "C" __global__ void interleaved_store(float* __restrict__ y, int bits) {
  int warp = threadIdx.x / 32;
  int lane = threadIdx.x % 32;
  int shift = bits - 1;
  int part = 1 << shift;
  int inSector = (warp & ((8 >> shift) - 1)) * part + (lane & (part - 1));
  int word = (warp >> (3 - shift) << (8 - shift)) + (lane >> shift) * 8 + inSector;
  y[blockIdx.x * 1024 + word] = 1.0f;
}
