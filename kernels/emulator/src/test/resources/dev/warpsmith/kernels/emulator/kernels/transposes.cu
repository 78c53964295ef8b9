// Permutations of axes.

extern "C" __global__ void transpose_padded(const float* x, float* y, int rows, int cols) {
  __shared__ float tile[32][33];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
#pragma unroll
  for (int k = 0; k < 32; k += 8)
    if (c < cols && r + k < rows) tile[threadIdx.y + k][threadIdx.x] = x[(r + k) * cols + c];
  __syncthreads();
  c = blockIdx.y * 32 + threadIdx.x;
  r = blockIdx.x * 32 + threadIdx.y;
#pragma unroll
  for (int k = 0; k < 32; k += 8)
    if (c < rows && r + k < cols) y[(r + k) * rows + c] = tile[threadIdx.x][threadIdx.y + k];
}

// No padding: the column is mixed with the row, so that rows and columns both miss conflicts.
extern "C" __global__ void transpose_swizzled(const int* x, int* y, int n) {
  __shared__ int tile[32 * 32];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 4) tile[(threadIdx.y + k) * 32 + (threadIdx.x ^ (threadIdx.y + k))] = x[(r + k) * n + c];
  __syncthreads();
  c = blockIdx.y * 32 + threadIdx.x;
  r = blockIdx.x * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 4) y[(r + k) * n + c] = tile[threadIdx.x * 32 + ((threadIdx.y + k) ^ threadIdx.x)];
}

// Rows of four-element vectors become columns: loads of int4, stores of int4.
extern "C" __global__ void transpose_vectors(const int4* x, int4* y, int rows, int quads) {
  int q = blockIdx.x * blockDim.x + threadIdx.x, r = (blockIdx.y * blockDim.y + threadIdx.y) * 4;
  if (q >= quads || r >= rows) return;
  int4 v[4];
#pragma unroll
  for (int k = 0; k < 4; k++) v[k] = x[(r + k) * quads + q];
  int out = rows / 4, base = q * 4 * out + r / 4;
  y[base] = make_int4(v[0].x, v[1].x, v[2].x, v[3].x);
  y[base + out] = make_int4(v[0].y, v[1].y, v[2].y, v[3].y);
  y[base + 2 * out] = make_int4(v[0].z, v[1].z, v[2].z, v[3].z);
  y[base + 3 * out] = make_int4(v[0].w, v[1].w, v[2].w, v[3].w);
}

// (a, b, c) to (c, a, b) with a block of three dimensions.
extern "C" __global__ void permute_axes(const short* x, short* y, int na, int nb, int nc) {
  int c = blockIdx.x * blockDim.x + threadIdx.x;
  int b = blockIdx.y * blockDim.y + threadIdx.y;
  int a = blockIdx.z * blockDim.z + threadIdx.z;
  if (a < na && b < nb && c < nc) y[(c * na + a) * nb + b] = x[(a * nb + b) * nc + c];
}
