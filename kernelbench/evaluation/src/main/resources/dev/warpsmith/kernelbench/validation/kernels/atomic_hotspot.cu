// @task atomic_hotspot "Every thread adds 1 to one counter, again and again"
// @dim n = 4194304, repeats = 50
// @size check: n = 96, repeats = 3
// @inout counter: i32[1] ~ constant(0)
// @launch atomic_hotspot<<<(ceildiv(n, 256)), (256)>>>(counter, repeats)
extern "C" __global__ void atomic_hotspot(int* __restrict__ counter, int repeats) {
  for (int repeat = 0; repeat < repeats; ++repeat) atomicAdd(counter, 1);
}
