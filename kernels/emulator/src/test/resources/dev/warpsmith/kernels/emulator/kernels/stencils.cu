// Stencils and cellular automata.

// Halo in shared memory; radius 3; edges are clamped.
extern "C" __global__ void stencil_1d(const int* x, int* y, int n) {
  __shared__ int s[128 + 6];
  int i = blockIdx.x * 128 + threadIdx.x;
  s[threadIdx.x + 3] = x[min(i, n - 1)];
  if (threadIdx.x < 3) {
    s[threadIdx.x] = x[max(0, min(i - 3, n - 1))];
    s[threadIdx.x + 131] = x[min(i + 128, n - 1)];
  }
  __syncthreads();
  int sum = 0;
#pragma unroll
  for (int d = -3; d <= 3; d++) sum += s[threadIdx.x + 3 + d] * (4 - abs(d));
  if (i < n) y[i] = sum;
}

extern "C" __global__ void jacobi_2d(const float* x, float* y, int w, int h) {
  __shared__ float s[10][34];
  int tx = threadIdx.x + 1, ty = threadIdx.y + 1;
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 8 + threadIdx.y;
  bool in = c < w && r < h;
  if (in) {
    s[ty][tx] = x[r * w + c];
    if (tx == 1) s[ty][0] = c > 0 ? x[r * w + c - 1] : 0;
    if (tx == 32 || c == w - 1) s[ty][tx + 1] = c + 1 < w ? x[r * w + c + 1] : 0;
    if (ty == 1) s[0][tx] = r > 0 ? x[(r - 1) * w + c] : 0;
    if (ty == 8 || r == h - 1) s[ty + 1][tx] = r + 1 < h ? x[(r + 1) * w + c] : 0;
  }
  __syncthreads();
  if (in) y[r * w + c] = 0.25f * (s[ty][tx - 1] + s[ty][tx + 1] + s[ty - 1][tx] + s[ty + 1][tx]);
}

// Marches along z; three planes live in registers and shared memory.
extern "C" __global__ void laplace_3d(const double* x, double* y, int nx, int ny, int nz) {
  __shared__ double plane[6][18];
  int i = blockIdx.x * 16 + threadIdx.x, j = blockIdx.y * 4 + threadIdx.y;
  bool in = i < nx && j < ny;
  long step = (long)nx * ny, at = (long)j * nx + i;
  double below = 0, here = in ? x[at] : 0;
  for (int k = 0; k < nz; k++) {
    double above = in && k + 1 < nz ? x[at + (k + 1) * step] : 0;
    plane[threadIdx.y + 1][threadIdx.x + 1] = here;
    if (threadIdx.x == 0) plane[threadIdx.y + 1][0] = in && i > 0 ? x[at + k * step - 1] : 0;
    if (threadIdx.x == 15) plane[threadIdx.y + 1][17] = in && i + 1 < nx ? x[at + k * step + 1] : 0;
    if (threadIdx.y == 0) plane[0][threadIdx.x + 1] = in && j > 0 ? x[at + k * step - nx] : 0;
    if (threadIdx.y == 3) plane[5][threadIdx.x + 1] = in && j + 1 < ny ? x[at + k * step + nx] : 0;
    __syncthreads();
    if (in)
      y[at + k * step] = below + above + plane[threadIdx.y][threadIdx.x + 1] + plane[threadIdx.y + 2][threadIdx.x + 1] +
                         plane[threadIdx.y + 1][threadIdx.x] + plane[threadIdx.y + 1][threadIdx.x + 2] - 6 * here;
    __syncthreads();
    below = here;
    here = above;
  }
}

// Four steps in shared memory per visit of global memory; the array is a ring.
extern "C" __global__ void temporal_1d(const int* x, int* y, int n) {
  const int STEPS = 4;
  __shared__ int s[2][96];
  int width = 96 - 2 * STEPS;
  int i = blockIdx.x * width + threadIdx.x - STEPS;
  s[0][threadIdx.x] = x[((i % n) + n) % n];
  __syncthreads();
#pragma unroll
  for (int k = 0; k < STEPS; k++) {
    int t = threadIdx.x;
    if (t > k && t < 95 - k) s[(k + 1) & 1][t] = (s[k & 1][t - 1] + 2 * s[k & 1][t] + s[k & 1][t + 1]) >> 1;
    __syncthreads();
  }
  if (threadIdx.x >= STEPS && threadIdx.x < 96 - STEPS && i < n) y[i] = s[0][threadIdx.x];
}

// Conway's game of life on a torus, a byte per cell.
extern "C" __global__ void game_of_life(const unsigned char* x, unsigned char* y, int w, int h) {
  int c = blockIdx.x * blockDim.x + threadIdx.x, r = blockIdx.y * blockDim.y + threadIdx.y;
  if (c >= w || r >= h) return;
  int alive = 0;
  for (int dr = -1; dr <= 1; dr++)
    for (int dc = -1; dc <= 1; dc++)
      if (dr != 0 || dc != 0) alive += x[(r + dr + h) % h * w + (c + dc + w) % w];
  y[r * w + c] = alive == 3 || (alive == 2 && x[r * w + c]);
}

// Median of 3 x 3 pixels by a sorting network in registers.
__device__ void order(unsigned char& a, unsigned char& b) {
  unsigned char low = min(a, b), high = max(a, b);
  a = low;
  b = high;
}
extern "C" __global__ void median_3x3(const unsigned char* x, unsigned char* y, int w, int h) {
  int c = blockIdx.x * blockDim.x + threadIdx.x, r = blockIdx.y * blockDim.y + threadIdx.y;
  if (c >= w || r >= h) return;
  unsigned char v[9];
#pragma unroll
  for (int k = 0; k < 9; k++) v[k] = x[min(h - 1, max(0, r + k / 3 - 1)) * w + min(w - 1, max(0, c + k % 3 - 1))];
#pragma unroll
  for (int a = 0; a < 9; a++)
#pragma unroll
    for (int b = 0; b < 8 - a; b++) order(v[b], v[b + 1]);
  y[r * w + c] = v[4];
}
