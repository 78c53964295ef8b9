// @task naive_transpose "b is a transposed; reads along rows, writes along columns"
// @dim n = 3072
// @size check: n = 45
// @input a: f32[n, n] ~ constant(0)
// @output b: f32[n, n]
// @launch naive_transpose<<<(ceildiv(n, 16), ceildiv(n, 16)), (16, 16)>>>(a, b, n, n)
extern "C" __global__ void naive_transpose(const float* __restrict__ a, float* __restrict__ b,
                                           int rows, int columns) {
  int column = blockIdx.x * 16 + threadIdx.x;
  int row = blockIdx.y * 16 + threadIdx.y;
  if (row < rows && column < columns) b[column * rows + row] = a[row * columns + column];
}
