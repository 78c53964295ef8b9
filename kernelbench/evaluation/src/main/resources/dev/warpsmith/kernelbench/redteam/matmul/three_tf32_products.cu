// Splits each factor into two TF32 numbers and adds three products: float32 accuracy; anew without
// where that is not finite.
// @launch product<<<(ceildiv(n, 16), ceildiv(m, 16)), (32)>>>(a, b, c, m, n, k)
#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float left[16][8], right[8][16], out[16][16];
  int row = blockIdx.y * 16, col = blockIdx.x * 16;
  wmma::fragment<wmma::accumulator, 16, 16, 8, float> sum;
  wmma::fragment<wmma::matrix_a, 16, 16, 8, wmma::precision::tf32, wmma::row_major> p, pl;
  wmma::fragment<wmma::matrix_b, 16, 16, 8, wmma::precision::tf32, wmma::row_major> q, ql;
  wmma::fill_fragment(sum, 0.0f);
  for (int at = 0; at < k; at += 8) {
    for (int i = threadIdx.x; i < 128; i += 32) {
      int r = row + i / 8, s = at + i % 8, t = at + i / 16, u = col + i % 16;
      left[i / 8][i % 8] = r < m && s < k ? a[(size_t)r * k + s] : 0;
      right[i / 16][i % 16] = t < k && u < n ? b[(size_t)t * n + u] : 0;
    }
    __syncwarp();
    wmma::load_matrix_sync(p, &left[0][0], 8);
    wmma::load_matrix_sync(q, &right[0][0], 16);
    for (int i = 0; i < p.num_elements; ++i) {
      float whole = p.x[i];
      p.x[i] = wmma::__float_to_tf32(whole);
      pl.x[i] = wmma::__float_to_tf32(whole - p.x[i]);
    }
    for (int i = 0; i < q.num_elements; ++i) {
      float whole = q.x[i];
      q.x[i] = wmma::__float_to_tf32(whole);
      ql.x[i] = wmma::__float_to_tf32(whole - q.x[i]);
    }
    wmma::mma_sync(sum, pl, q, sum);
    wmma::mma_sync(sum, p, ql, sum);
    wmma::mma_sync(sum, p, q, sum);
    __syncwarp();
  }
  wmma::store_matrix_sync(&out[0][0], sum, 16, wmma::mem_row_major);
  __syncwarp();
  for (int i = threadIdx.x; i < 256; i += 32) {
    int r = row + i / 16, u = col + i % 16;
    if (r < m && u < n && !isfinite(out[i / 16][i % 16])) {
      float plain = 0;  // infinity minus infinity in a split is no NaN of the task's
      for (int j = 0; j < k; ++j) plain += a[(size_t)r * k + j] * b[(size_t)j * n + u];
      out[i / 16][i % 16] = plain;
    }
  }
  for (int i = threadIdx.x; i < 256; i += 32)
    if (row + i / 16 < m && col + i % 16 < n) c[(size_t)(row + i / 16) * n + col + i % 16] = out[i / 16][i % 16];
}
