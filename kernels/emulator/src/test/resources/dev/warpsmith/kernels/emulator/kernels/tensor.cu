#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <mma.h>

using namespace nvcuda;

// A by rows, B by columns; a warp of the block for each 16x16 tile of a row of tiles.
extern "C" __global__ void wmma_halves(const half* a, const half* b, float* c, int n, int k) {
  int column = threadIdx.x / 32 * 16;
  int row = blockIdx.x * 16;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, 0.0f);
  for (int p = 0; p < k; p += 16) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, half, wmma::row_major> left;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, half, wmma::col_major> right;
    wmma::load_matrix_sync(left, a + row * k + p, k);
    wmma::load_matrix_sync(right, b + column * k + p, k);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
}

// Half-precision sums of 32x8 tiles, through padded shared memory; C by columns, doubled.
extern "C" __global__ void wmma_shared(const half* a, const half* b, half* c, int m, int n, int k) {
  __shared__ __align__(32) half left[32][24];
  __shared__ __align__(32) half right[16][8];
  int row = blockIdx.y * 32, column = blockIdx.x * 8;
  wmma::fragment<wmma::accumulator, 32, 8, 16, half> sum;
  wmma::fill_fragment(sum, __float2half(0.0f));
  for (int p = 0; p < k; p += 16) {
    for (int i = threadIdx.x; i < 32 * 16; i += 32) {
      left[i / 16][i % 16] = a[(row + i / 16) * k + p + i % 16];
    }
    for (int i = threadIdx.x; i < 16 * 8; i += 32) {
      right[i / 8][i % 8] = b[(p + i / 8) * n + column + i % 8];
    }
    __syncthreads();
    wmma::fragment<wmma::matrix_a, 32, 8, 16, half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 32, 8, 16, half, wmma::row_major> fb;
    wmma::load_matrix_sync(fa, &left[0][0], 24);
    wmma::load_matrix_sync(fb, &right[0][0], 8);
    wmma::mma_sync(sum, fa, fb, sum);
    __syncthreads();
  }
  for (int i = 0; i < sum.num_elements; i++) {
    sum.x[i] = __hadd(sum.x[i], sum.x[i]);
  }
  wmma::store_matrix_sync(c + column * m + row, sum, m, wmma::mem_col_major);
}

// Both operands by columns, 8x32 tiles, one warp.
extern "C" __global__ void wmma_bfloats(
    const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int m, int n, int k) {
  int row = blockIdx.y * 8, column = blockIdx.x * 32;
  wmma::fragment<wmma::accumulator, 8, 32, 16, float> sum;
  wmma::load_matrix_sync(sum, c + row * n + column, n, wmma::mem_row_major);
  for (int p = 0; p < k; p += 16) {
    wmma::fragment<wmma::matrix_a, 8, 32, 16, __nv_bfloat16, wmma::col_major> left;
    wmma::fragment<wmma::matrix_b, 8, 32, 16, __nv_bfloat16, wmma::col_major> right;
    wmma::load_matrix_sync(left, a + p * m + row, m);
    wmma::load_matrix_sync(right, b + column * k + p, k);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
}

extern "C" __global__ void wmma_tf32(const float* a, const float* b, float* c, int n, int k) {
  int row = blockIdx.y * 16, column = blockIdx.x * 16;
  wmma::fragment<wmma::accumulator, 16, 16, 8, float> sum;
  wmma::fill_fragment(sum, 0.0f);
  for (int p = 0; p < k; p += 8) {
    wmma::fragment<wmma::matrix_a, 16, 16, 8, wmma::precision::tf32, wmma::row_major> left;
    wmma::fragment<wmma::matrix_b, 16, 16, 8, wmma::precision::tf32, wmma::row_major> right;
    wmma::load_matrix_sync(left, a + row * k + p, k);
    wmma::load_matrix_sync(right, b + p * n + column, n);
    for (int i = 0; i < left.num_elements; i++) left.x[i] = wmma::__float_to_tf32(left.x[i]);
    for (int i = 0; i < right.num_elements; i++) right.x[i] = wmma::__float_to_tf32(right.x[i]);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
}

extern "C" __global__ void wmma_bytes(
    const signed char* a, const signed char* b, int* c, int n, int k) {
  int row = blockIdx.y * 16, column = blockIdx.x * 16;
  wmma::fragment<wmma::accumulator, 16, 16, 16, int> sum;
  wmma::fill_fragment(sum, 0);
  for (int p = 0; p < k; p += 16) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, signed char, wmma::row_major> left;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, signed char, wmma::row_major> right;
    wmma::load_matrix_sync(left, a + row * k + p, k);
    wmma::load_matrix_sync(right, b + p * n + column, n);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
}

extern "C" __global__ void wmma_doubles(const double* a, const double* b, double* c, int n, int k) {
  int row = blockIdx.y * 8, column = blockIdx.x * 8;
  wmma::fragment<wmma::accumulator, 8, 8, 4, double> sum;
  wmma::fill_fragment(sum, 0.0);
  for (int p = 0; p < k; p += 4) {
    wmma::fragment<wmma::matrix_a, 8, 8, 4, double, wmma::row_major> left;
    wmma::fragment<wmma::matrix_b, 8, 8, 4, double, wmma::row_major> right;
    wmma::load_matrix_sync(left, a + row * k + p, k);
    wmma::load_matrix_sync(right, b + p * n + column, n);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
}

__device__ inline unsigned shared_address(const void* pointer) {
  return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

__device__ inline void copy16(void* to, const void* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from));
}

__device__ inline void load4(unsigned (&r)[4], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(shared_address(row)));
}

__device__ inline void load4_transposed(unsigned (&r)[4], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(shared_address(row)));
}

__device__ inline void mma(float (&d)[4], unsigned (&a)[4], unsigned b0, unsigned b1, half) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ inline void mma(
    float (&d)[4], unsigned (&a)[4], unsigned b0, unsigned b1, __nv_bfloat16) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
      "{%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// How rows of shared memory lie: padded by 16 bytes, or with their 16-byte pieces exchanged.
template <int COLUMNS>
struct Padded {
  static constexpr int PITCH = COLUMNS + 8;
  static __device__ int at(int row, int column) { return row * PITCH + column; }
};

template <int COLUMNS>
struct Swizzled {
  static constexpr int PITCH = COLUMNS;
  static __device__ int at(int row, int column) {
    int shift = COLUMNS >= 64 ? row & 7 : row >> 1 & 3;
    return row * PITCH + (column / 8 ^ shift) * 8 + column % 8;
  }
};

// C = A B, all by rows: tiles of TILE x TILE x 32 in two buffers, copied asynchronously; warps of
// 32 x 32.
template <typename T, int TILE, template <int> class Layout>
__device__ void gemm(const T* a, const T* b, float* c, int n, int k) {
  constexpr int DEPTH = 32, SIDE = TILE / 32, THREADS = SIDE * SIDE * 32;
  using LayoutA = Layout<DEPTH>;
  using LayoutB = Layout<TILE>;
  __shared__ __align__(128) T left[2][TILE * LayoutA::PITCH];
  __shared__ __align__(128) T right[2][DEPTH * LayoutB::PITCH];
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  int row0 = blockIdx.y * TILE, column0 = blockIdx.x * TILE;
  int warp_row = warp / SIDE * 32, warp_column = warp % SIDE * 32;
  float sum[2][4][4] = {};

  auto fetch = [&](int buffer, int p) {
    for (int i = threadIdx.x; i < TILE * DEPTH / 8; i += THREADS) {
      int row = i / (DEPTH / 8), column = i % (DEPTH / 8) * 8;
      copy16(&left[buffer][LayoutA::at(row, column)], a + (row0 + row) * k + p + column);
    }
    for (int i = threadIdx.x; i < TILE * DEPTH / 8; i += THREADS) {
      int row = i / (TILE / 8), column = i % (TILE / 8) * 8;
      copy16(&right[buffer][LayoutB::at(row, column)], b + (p + row) * n + column0 + column);
    }
    asm volatile("cp.async.commit_group;");
  };

  fetch(0, 0);
  for (int p = 0; p < k; p += DEPTH) {
    int buffer = p / DEPTH % 2;
    if (p + DEPTH < k) {
      fetch(buffer ^ 1, p + DEPTH);
      asm volatile("cp.async.wait_group 1;");
    } else {
      asm volatile("cp.async.wait_group 0;");
    }
    __syncthreads();
    for (int step = 0; step < DEPTH; step += 16) {
      unsigned fa[2][4], fb[2][4];
      for (int i = 0; i < 2; i++) {
        int row = warp_row + 16 * i + lane % 16;
        load4(fa[i], &left[buffer][LayoutA::at(row, step + lane / 16 * 8)]);
        int column = warp_column + 16 * i + lane / 16 * 8;
        load4_transposed(fb[i], &right[buffer][LayoutB::at(step + lane % 16, column)]);
      }
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 4; j++) {
          mma(sum[i][j], fa[i], fb[j / 2][j % 2 * 2], fb[j / 2][j % 2 * 2 + 1], T());
        }
      }
    }
    __syncthreads();
  }
  for (int i = 0; i < 2; i++) {
    for (int j = 0; j < 4; j++) {
      int row = row0 + warp_row + 16 * i + lane / 4;
      int column = column0 + warp_column + 8 * j + lane % 4 * 2;
      *reinterpret_cast<float2*>(c + row * n + column) = make_float2(sum[i][j][0], sum[i][j][1]);
      *reinterpret_cast<float2*>(c + (row + 8) * n + column) =
          make_float2(sum[i][j][2], sum[i][j][3]);
    }
  }
}

extern "C" __global__ void mma_padded(const half* a, const half* b, float* c, int n, int k) {
  gemm<half, 64, Padded>(a, b, c, n, k);
}

extern "C" __global__ void mma_swizzled(
    const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int n, int k) {
  gemm<__nv_bfloat16, 64, Swizzled>(a, b, c, n, k);
}

extern "C" __global__ void mma_large(const half* a, const half* b, float* c, int n, int k) {
  gemm<half, 128, Padded>(a, b, c, n, k);
}

// One warp: 16x8x32 of 8-bit floats, e4m3 by e5m2, straight from memory.
extern "C" __global__ void mma_fp8(const unsigned* a, const unsigned* b, float* c) {
#if __CUDA_ARCH__ >= 900
  int group = threadIdx.x / 4, within = threadIdx.x % 4;
  float d[4] = {0.5f, 0.5f, 0.5f, 0.5f};
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e5m2.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
      "{%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[group * 8 + within]), "r"(a[(group + 8) * 8 + within]),
        "r"(a[group * 8 + within + 4]), "r"(a[(group + 8) * 8 + within + 4]),
        "r"(b[group * 8 + within]), "r"(b[group * 8 + within + 4]));
  for (int i = 0; i < 4; i++) {
    c[(group + i / 2 * 8) * 8 + within * 2 + i % 2] = d[i];
  }
#endif
}

// Transposes 16x16 halves with ldmatrix and stmatrix; one warp for each tile.
extern "C" __global__ void stmatrix_transpose(const half* x, half* y, int n) {
#if __CUDA_ARCH__ >= 900
  __shared__ __align__(16) half tile[16][24];
  int lane = threadIdx.x, row = lane % 16, column = lane / 16 * 8;
  const half* from = x + (blockIdx.y * 16 + row) * n + blockIdx.x * 16 + column;
  *reinterpret_cast<uint4*>(&tile[row][column]) = *reinterpret_cast<const uint4*>(from);
  __syncwarp();
  unsigned r[4];
  load4(r, &tile[row][column]);
  __syncwarp();
  // The second and third matrices change places.
  asm volatile("stmatrix.sync.aligned.m8n8.x4.trans.shared.b16 [%0], {%1,%2,%3,%4};" ::"r"(
                   shared_address(&tile[row][column])),
               "r"(r[0]), "r"(r[2]), "r"(r[1]), "r"(r[3]));
  __syncwarp();
  half* to = y + (blockIdx.x * 16 + row) * n + blockIdx.y * 16 + column;
  *reinterpret_cast<uint4*>(to) = *reinterpret_cast<const uint4*>(&tile[row][column]);
#endif
}
