// One block for each row; four floats at a time where rows are aligned for it, one at a time where not.
// @tune BLOCK = 256 | 128 | 512
// @launch scale_rows<<<(rows), (BLOCK)>>>(x, s, y, cols)
extern "C" __global__ void __launch_bounds__(BLOCK)
scale_rows(const float* __restrict__ x, const float* __restrict__ s, float* __restrict__ y, int cols) {
  const long long row = blockIdx.x;
  const float factor = s[row];
  x += row * cols;
  y += row * cols;
  if (cols % 4 == 0) {
    const float4* from = reinterpret_cast<const float4*>(x);
    float4* to = reinterpret_cast<float4*>(y);
    for (int i = threadIdx.x; i < cols / 4; i += BLOCK) {
      float4 v = from[i];
      v.x *= factor; v.y *= factor; v.z *= factor; v.w *= factor;
      to[i] = v;
    }
  } else {
    for (int i = threadIdx.x; i < cols; i += BLOCK) y[i] = factor * x[i];
  }
}
