// Cooperative groups.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
namespace cg = cooperative_groups;

// Tiles of eight reduce by shuffles.
extern "C" __global__ void tiled_sum(const int* x, int* y) {
  auto block = cg::this_thread_block();
  auto tile = cg::tiled_partition<8>(block);
  int v = x[blockIdx.x * block.size() + block.thread_rank()];
  for (int d = tile.size() / 2; d > 0; d /= 2) v += tile.shfl_down(v, d);
  if (tile.thread_rank() == 0) y[blockIdx.x * tile.meta_group_size() + tile.meta_group_rank()] = v;
}

// The library's reductions and scans over warps.
extern "C" __global__ void warp_library(const int* x, int* y) {
  auto warp = cg::tiled_partition<32>(cg::this_thread_block());
  int i = blockIdx.x * blockDim.x + threadIdx.x, v = x[i];
  int sum = cg::reduce(warp, v, cg::plus<int>()), most = cg::reduce(warp, v, cg::greater<int>());
  int before = cg::exclusive_scan(warp, v, cg::plus<int>());
  y[3 * i] = sum;
  y[3 * i + 1] = most;
  y[3 * i + 2] = before;
}

// Lanes that came this way form a group.
extern "C" __global__ void coalesced_filter(const int* x, int* y, int* count, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && x[i] % 3 == 0) {
    auto active = cg::coalesced_threads();
    int first = 0;
    if (active.thread_rank() == 0) first = atomicAdd(count, active.size());
    y[active.shfl(first, 0) + active.thread_rank()] = x[i];
  }
}

// Groups of equal labels within a warp.
extern "C" __global__ void labeled_groups(const int* x, int* y) {
  auto warp = cg::tiled_partition<32>(cg::this_thread_block());
  int v = x[threadIdx.x];
  auto same = cg::labeled_partition(warp, v & 3);
  int sum = cg::reduce(same, v, cg::plus<int>());
  y[2 * threadIdx.x] = sum;
  y[2 * threadIdx.x + 1] = same.thread_rank() * 100 + same.size();
}

// Ranks in blocks and grids of three dimensions.
extern "C" __global__ void ranks(int* y) {
  auto grid = cg::this_grid();
  auto block = cg::this_thread_block();
  dim3 t = block.thread_index(), b = block.group_index();
  int i = grid.thread_rank();
  y[3 * i] = block.thread_rank();
  y[3 * i + 1] = t.x + 10 * t.y + 100 * t.z + 1000 * (b.x + 10 * b.y);
  y[3 * i + 2] = grid.size();
}
