// @task shared_transpose "b is a transposed, by padded tiles of 32 x 32 in shared memory"
// @dim n = 3072
// @size check: n = 45
// @input a: f32[n, n] ~ constant(0)
// @output b: f32[n, n]
// @launch shared_transpose<<<(ceildiv(n, 32), ceildiv(n, 32)), (32, 32)>>>(a, b, n, n)
extern "C" __global__ void shared_transpose(const float* __restrict__ a, float* __restrict__ b,
                                            int rows, int columns) {
  __shared__ float tile[32][33];
  int column = blockIdx.x * 32 + threadIdx.x;
  int row = blockIdx.y * 32 + threadIdx.y;
  if (column < columns && row < rows) {
    tile[threadIdx.y][threadIdx.x] = a[row * columns + column];
  }
  __syncthreads();
  int newColumn = blockIdx.y * 32 + threadIdx.x;
  int newRow = blockIdx.x * 32 + threadIdx.y;
  if (newColumn < rows && newRow < columns) {
    b[newRow * rows + newColumn] = tile[threadIdx.x][threadIdx.y];
  }
}
