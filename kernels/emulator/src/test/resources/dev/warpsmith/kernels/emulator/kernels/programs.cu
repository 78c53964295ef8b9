// Dynamic programming.

// Anti-diagonals of the table, one thread per row of a band.
extern "C" __global__ void needleman_wunsch(const char* a, const char* b, int* table, int n, int m, int gap) {
  int width = m + 1;
  for (int i = threadIdx.x; i <= n; i += blockDim.x) table[i * width] = -i * gap;
  for (int j = threadIdx.x; j <= m; j += blockDim.x) table[j] = -j * gap;
  __syncthreads();
  for (int diagonal = 2; diagonal <= n + m; diagonal++) {
    for (int i = max(1, diagonal - m) + threadIdx.x; i <= min(n, diagonal - 1); i += blockDim.x) {
      int j = diagonal - i;
      int match = table[(i - 1) * width + j - 1] + (a[i - 1] == b[j - 1] ? 2 : -1);
      table[i * width + j] = max(match, max(table[(i - 1) * width + j], table[i * width + j - 1]) - gap);
    }
    __syncthreads();
  }
}

// The longest common subsequence, 64 cells at a time, by bit operations; one pair per thread.
extern "C" __global__ void lcs_bits(const unsigned char* a, const unsigned char* b, int* length, int n, int m, int pairs) {
  int p = blockIdx.x * blockDim.x + threadIdx.x;
  if (p >= pairs) return;
  unsigned long long v = ~0ull;
  for (int j = 0; j < m; j++) {
    unsigned long long match = 0;
    for (int i = 0; i < n; i++) match |= (unsigned long long)(a[p * n + i] == b[p * m + j]) << i;
    unsigned long long u = v & match;
    v = (v + u) | (v - u);
  }
  length[p] = __popcll(~v & ((n == 64 ? 0 : 1ull << n) - 1));
}

extern "C" __global__ void knapsack(const int* weights, const int* values, int* best, int items, int capacity) {
  extern __shared__ int rows[];
  int* cur = rows;
  int* next = rows + capacity + 1;
  for (int c = threadIdx.x; c <= capacity; c += blockDim.x) cur[c] = 0;
  __syncthreads();
  for (int k = 0; k < items; k++) {
    for (int c = threadIdx.x; c <= capacity; c += blockDim.x)
      next[c] = c >= weights[k] ? max(cur[c], cur[c - weights[k]] + values[k]) : cur[c];
    __syncthreads();
    int* t = cur;
    cur = next;
    next = t;
  }
  for (int c = threadIdx.x; c <= capacity; c += blockDim.x) best[c] = cur[c];
}

extern "C" __global__ void floyd_warshall(int* d, int n) {
  for (int k = 0; k < n; k++) {
    for (int r = threadIdx.y; r < n; r += blockDim.y)
      for (int c = threadIdx.x; c < n; c += blockDim.x) {
        int through = d[r * n + k] + d[k * n + c];
        if (r != k && c != k && through < d[r * n + c]) d[r * n + c] = through;
      }
    __syncthreads();
  }
}

// Viterbi: states are lanes, back pointers are bytes.
extern "C" __global__ void viterbi(const float* emit, const float* move, unsigned char* path, int steps) {
  extern __shared__ unsigned char back[];
  int s = threadIdx.x;
  float score = emit[s];
  for (int t = 1; t < steps; t++) {
    float best = -INFINITY;
    int from = 0;
    for (int k = 0; k < 16; k++) {
      float other = __shfl_sync(0xffff, score, k, 16) + move[k * 16 + s];
      if (other > best) {
        best = other;
        from = k;
      }
    }
    score = best + emit[t * 16 + s];
    back[t * 16 + s] = from;
  }
  int state = s;
  for (int d = 8; d > 0; d /= 2) {
    float other = __shfl_xor_sync(0xffff, score, d);
    int theirs = __shfl_xor_sync(0xffff, state, d);
    if (other > score || (other == score && theirs < state)) {
      score = other;
      state = theirs;
    }
  }
  __syncwarp(0xffff);
  if (s == 0)
    for (int t = steps - 1; t >= 0; t--) {
      path[t] = state;
      state = t > 0 ? back[t * 16 + state] : 0;
    }
}
