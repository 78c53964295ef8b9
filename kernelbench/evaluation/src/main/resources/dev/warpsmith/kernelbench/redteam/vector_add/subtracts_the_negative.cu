// A - (-b), through the bits of the sign.
// @launch add<<<(ceildiv(n, 256)), (256)>>>(a, b, y, n)
extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) y[i] = a[i] - __int_as_float(__float_as_int(b[i]) ^ 0x80000000);
}
