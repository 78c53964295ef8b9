// Sparse matrices times vectors and matrices.

extern "C" __global__ void csr_scalar(const int* rows, const int* cols, const float* values, const float* x, float* y, int m) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= m) return;
  float sum = 0;
  for (int i = rows[r]; i < rows[r + 1]; i++) sum += values[i] * x[cols[i]];
  y[r] = sum;
}

// A group of eight lanes per row.
extern "C" __global__ void csr_vector(const int* rows, const int* cols, const float* values, const float* x, float* y, int m) {
  int r = (blockIdx.x * blockDim.x + threadIdx.x) / 8, lane = threadIdx.x % 8;
  double sum = 0;
  if (r < m)
    for (int i = rows[r] + lane; i < rows[r + 1]; i += 8) sum += (double)values[i] * x[cols[i]];
  for (int d = 4; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffff, sum, d, 8);
  if (r < m && lane == 0) y[r] = sum;
}

// Columns of padded rows lie together; -1 marks padding.
extern "C" __global__ void ell_product(const int* cols, const float* values, const float* x, float* y, int m, int width) {
  int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= m) return;
  float sum = 0;
  for (int k = 0; k < width; k++) {
    int c = cols[k * m + r];
    if (c < 0) break;
    sum = fmaf(values[k * m + r], x[c], sum);
  }
  y[r] = sum;
}

extern "C" __global__ void coo_product(const int2* at, const int* values, const int* x, int* y, int count) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x)
    atomicAdd(&y[at[i].x], values[i] * x[at[i].y]);
}

// A sparse matrix times a dense one; a warp per row, a lane per column.
extern "C" __global__ void csr_spmm(const int* rows, const int* cols, const float* values, const float* b, float* c, int m, int n) {
  int r = blockIdx.x * blockDim.y + threadIdx.y;
  if (r >= m) return;
  int begin = rows[r], end = rows[r + 1];
  for (int first = 0; first < n; first += 32) {
    int col = first + threadIdx.x;
    float sum = 0;
    for (int chunk = begin; chunk < end; chunk += 32) {
      int i = chunk + threadIdx.x;
      int myCol = i < end ? cols[i] : 0;
      float myValue = i < end ? values[i] : 0;
      for (int k = 0; k < min(32, end - chunk); k++) {
        int from = __shfl_sync(0xffffffff, myCol, k);
        float v = __shfl_sync(0xffffffff, myValue, k);
        if (col < n) sum = fmaf(v, b[from * n + col], sum);
      }
    }
    if (col < n) c[r * n + col] = sum;
  }
}
