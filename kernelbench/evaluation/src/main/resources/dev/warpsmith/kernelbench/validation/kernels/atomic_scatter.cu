// @task atomic_scatter "Integer adds of every lane to words far apart, all over a table"
// @dim warps = 4096, table = 1048576, repeats = 16
// @size check: warps = 8, table = 4096, repeats = 2
// @inout counters: i32[table] ~ constant(0)
// @launch atomic_scatter<<<(warps / 8), (256)>>>(counters, table, repeats)
extern "C" __global__ void atomic_scatter(int* __restrict__ counters, int table, int repeats) {
  unsigned thread = blockIdx.x * blockDim.x + threadIdx.x;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    unsigned place = (thread * 2654435761u + repeat * 40503u * 977u) % (unsigned)table;
    atomicAdd(counters + place, 1);
  }
}
