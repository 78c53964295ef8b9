// @task strided_load "Reads one word every few words, writes a word for each block"
// @dim n = 1048576, stride = 1
// @size check: n = 1003, stride = 3
// @input x: f32[n * stride] ~ constant(0)
// @output y: f32[ceildiv(n, 256)]
// @launch strided_load<<<(ceildiv(n, 256)), (256)>>>(x, y, n, stride)
extern "C" __global__ void strided_load(const float* __restrict__ x, float* __restrict__ y, int n, int stride) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float value = i < n ? x[(size_t)i * stride] : 0.0f;
  int any = __syncthreads_or(value != 0.0f);
  if (threadIdx.x == 0) y[blockIdx.x] = any;
}
