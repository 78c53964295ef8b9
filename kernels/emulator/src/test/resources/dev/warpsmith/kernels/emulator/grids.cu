// Cooperative groups.
// nvcc -ptx -lineinfo -arch=sm_90 -std=c++17 -o grids.sm_90.ptx grids.cu
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cooperative_groups/memcpy_async.h>
namespace cg = cooperative_groups;

extern "C" __global__ void reverses_over_the_grid(int* x, int* y, int rounds) {
  cg::grid_group grid = cg::this_grid();
  int i = grid.thread_rank();
  int n = grid.size();
  for (int r = 0; r < rounds; r++) {
    x[i] = y[i] + i;
    grid.sync();
    y[i] = x[n - 1 - i];
    grid.sync();
  }
}

extern "C" __global__ void sums_tiles(const int* x, int* y) {
  cg::thread_block block = cg::this_thread_block();
  cg::thread_block_tile<8> tile = cg::tiled_partition<8>(block);
  int i = block.group_index().x * block.size() + block.thread_rank();
  int sum = cg::reduce(tile, x[i], cg::plus<int>());
  int most = cg::reduce(tile, x[i], cg::greater<int>());
  int scan = cg::exclusive_scan(tile, x[i], cg::plus<int>());
  int upto = cg::inclusive_scan(tile, x[i]);
  y[i * 6] = sum;
  y[i * 6 + 1] = most;
  y[i * 6 + 2] = scan;
  y[i * 6 + 3] = upto;
  y[i * 6 + 4] = tile.shfl_xor(x[i], 3);
  y[i * 6 + 5] = tile.meta_group_rank() * 100 + tile.thread_rank() + tile.any(x[i] > 90) * 1000;
}

extern "C" __global__ void coalesces(const int* x, int* y, int* counter) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  y[i] = -1;
  if (x[i] % 3 == 0) {
    cg::coalesced_group active = cg::coalesced_threads();
    int base = 0;
    if (active.thread_rank() == 0) base = atomicAdd(counter, active.size());
    base = active.shfl(base, 0);
    y[i] = base + active.thread_rank();
    int sum = cg::reduce(active, x[i], cg::plus<int>());
    if (active.thread_rank() == 0) atomicAdd(counter + 1, sum);
  }
}

extern "C" __global__ void sums_groups_by_label(const int* x, int* y) {
  cg::coalesced_group same = cg::labeled_partition(cg::coalesced_threads(), x[threadIdx.x] % 5);
  y[threadIdx.x] = same.size() * 1000 + cg::reduce(same, x[threadIdx.x], cg::plus<int>());
}

/** A tile of four warps. */
extern "C" __global__ void sums_wide_tiles(const int* x, int* y) {
  __shared__ cg::block_tile_memory<256> memory;
  cg::thread_block block = cg::this_thread_block(memory);
  auto tile = cg::tiled_partition<128>(block);
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int sum = cg::reduce(tile, x[i], cg::plus<int>());
  int scan = cg::inclusive_scan(tile, x[i], cg::plus<int>());
  tile.sync();
  y[i * 2] = sum;
  y[i * 2 + 1] = scan;
}

extern "C" __global__ void stages(const int* x, int* y) {
  __shared__ int stage[256];
  cg::thread_block block = cg::this_thread_block();
  cg::memcpy_async(block, stage, x + blockIdx.x * 256, sizeof(int) * 256);
  cg::wait(block);
  y[blockIdx.x * 256 + threadIdx.x] = stage[255 - threadIdx.x];
}

/** The last block to arrive at a barrier over the grid, split in two phases. */
extern "C" __global__ void splits_the_barrier(int* x, int* y) {
  cg::grid_group grid = cg::this_grid();
  int i = grid.thread_rank();
  x[i] = i * 2;
  auto token = grid.barrier_arrive();
  int own = i * 7;
  grid.barrier_wait(std::move(token));
  y[i] = x[(i + 33) % grid.size()] + own;
}

extern "C" __global__ void binary_groups(const int* x, int* y) {
  cg::thread_block_tile<32> warp = cg::tiled_partition<32>(cg::this_thread_block());
  cg::coalesced_group half = cg::binary_partition(warp, x[threadIdx.x] & 1);
  y[threadIdx.x] = half.size() * 100 + half.thread_rank();
  cg::invoke_one(half, [&] { y[32 + (x[threadIdx.x] & 1)] = half.size(); });
}
