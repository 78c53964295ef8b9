// A shared tile whose columns are permuted by exclusive or, against bank conflicts.
// @launch turn<<<(ceildiv(cols, 32), ceildiv(rows, 32)), (32, 8)>>>(x, y, rows, cols)
extern "C" __global__ void turn(const float* x, float* y, int rows, int cols) {
  __shared__ float tile[32][32];
  int col = blockIdx.x * 32, row = blockIdx.y * 32, t = threadIdx.x;
  for (int j = threadIdx.y; j < 32; j += 8)
    if (row + j < rows && col + t < cols) tile[j][t ^ j] = x[(size_t)(row + j) * cols + col + t];
  __syncthreads();
  for (int j = threadIdx.y; j < 32; j += 8)
    if (col + j < cols && row + t < rows) y[(size_t)(col + j) * rows + row + t] = tile[t][j ^ t];
}
