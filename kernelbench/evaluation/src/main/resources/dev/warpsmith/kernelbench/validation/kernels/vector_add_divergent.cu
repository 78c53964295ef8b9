// @task vector_add_divergent "c = a + b, and for even elements a sum of 128 constants"
// @dim n = 8388608
// @size check: n = 1003
// @input a: f32[n] ~ constant(0)
// @input b: f32[n] ~ constant(0)
// @output c: f32[n]
// @launch vector_add_divergent<<<(ceildiv(n, 256)), (256)>>>(a, b, c, n)
extern "C" __global__ void vector_add_divergent(const float* __restrict__ a,
                                                const float* __restrict__ b,
                                                float* __restrict__ c, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n) return;
  if (i % 2 == 0) {
    float extra = 0.0f;
#pragma unroll 16
    for (int term = 0; term < 128; ++term) extra += 0.0001f * term;
    c[i] = a[i] + b[i] + extra;
  } else {
    c[i] = a[i] + b[i];
  }
}
