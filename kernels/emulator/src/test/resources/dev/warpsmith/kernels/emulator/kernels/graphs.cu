// Graphs in compressed rows.

// One level: vertices of the frontier claim their neighbours and append them to the next frontier.
extern "C" __global__ void bfs_level(const int* rows, const int* cols, int* level, const int* frontier, int size, int* next, int* nextSize, int depth) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) return;
  int v = frontier[i];
  for (int e = rows[v]; e < rows[v + 1]; e++) {
    int u = cols[e];
    if (atomicCAS(&level[u], -1, depth) == -1) next[atomicAdd(nextSize, 1)] = u;
  }
}

// The whole search by one block with two queues in shared memory.
extern "C" __global__ void bfs_block(const int* rows, const int* cols, int* level, int n, int source) {
  __shared__ int queues[2][256];
  __shared__ int sizes[2];
  for (int i = threadIdx.x; i < n; i += blockDim.x) level[i] = i == source ? 0 : -1;
  if (threadIdx.x == 0) {
    queues[0][0] = source;
    sizes[0] = 1;
    sizes[1] = 0;
  }
  __syncthreads();
  for (int depth = 1, q = 0; sizes[q] > 0; depth++, q ^= 1) {
    for (int i = threadIdx.x; i < sizes[q]; i += blockDim.x) {
      int v = queues[q][i];
      for (int e = rows[v]; e < rows[v + 1]; e++)
        if (atomicCAS(&level[cols[e]], -1, depth) == -1) queues[q ^ 1][atomicAdd(&sizes[q ^ 1], 1)] = cols[e];
    }
    __syncthreads();
    if (threadIdx.x == 0) sizes[q] = 0;
    __syncthreads();
  }
}

// Labels sink to the least vertex of each component.
extern "C" __global__ void connected_components(const int* rows, const int* cols, int* label, int n) {
  __shared__ int changed;
  for (int v = threadIdx.x; v < n; v += blockDim.x) label[v] = v;
  do {
    __syncthreads();
    if (threadIdx.x == 0) changed = 0;
    __syncthreads();
    for (int v = threadIdx.x; v < n; v += blockDim.x)
      for (int e = rows[v]; e < rows[v + 1]; e++) {
        int mine = atomicAdd(&label[v], 0);
        if (atomicMin(&label[cols[e]], mine) > mine) atomicExch(&changed, 1);
      }
    __syncthreads();
  } while (changed);
}

extern "C" __global__ void pagerank_step(const int* rows, const int* cols, const int* degree, const double* rank, double* next, int n, double damping) {
  int v = blockIdx.x * blockDim.x + threadIdx.x;
  if (v >= n) return;
  double sum = 0;
  for (int e = rows[v]; e < rows[v + 1]; e++) sum += rank[cols[e]] / degree[cols[e]];
  next[v] = (1 - damping) / n + damping * sum;
}

// Sorted neighbour lists are intersected; each triangle is seen once.
extern "C" __global__ void count_triangles(const int* rows, const int* cols, unsigned long long* count, int n) {
  for (int v = blockIdx.x * blockDim.x + threadIdx.x; v < n; v += gridDim.x * blockDim.x) {
    int found = 0;
    for (int e = rows[v]; e < rows[v + 1]; e++) {
      int u = cols[e];
      if (u <= v) continue;
      int a = e + 1, b = rows[u];
      while (a < rows[v + 1] && b < rows[u + 1]) {
        if (cols[a] == cols[b]) {
          found += cols[a] > u;
          a++;
          b++;
        } else if (cols[a] < cols[b]) a++;
        else b++;
      }
    }
    if (found) atomicAdd(count, (unsigned long long)found);
  }
}
