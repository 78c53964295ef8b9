// @task strided_store "Writes one word every few words"
// @dim n = 1048576, stride = 1
// @size check: n = 1003, stride = 3
// @inout y: f32[n * stride] ~ constant(0)
// @launch strided_store<<<(ceildiv(n, 256)), (256)>>>(y, n, stride)
extern "C" __global__ void strided_store(float* __restrict__ y, int n, int stride) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[(size_t)i * stride] = 1.0f;
}
