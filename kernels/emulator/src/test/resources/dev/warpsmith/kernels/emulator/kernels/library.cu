// Primitives of the libraries that come with the compiler.
#include <cub/block/block_adjacent_difference.cuh>
#include <cub/block/block_discontinuity.cuh>
#include <cub/block/block_exchange.cuh>
#include <cub/block/block_histogram.cuh>
#include <cub/block/block_load.cuh>
#include <cub/block/block_merge_sort.cuh>
#include <cub/block/block_radix_sort.cuh>
#include <cub/block/block_reduce.cuh>
#include <cub/block/block_scan.cuh>
#include <cub/block/block_store.cuh>
#include <cub/warp/warp_reduce.cuh>
#include <cub/warp/warp_scan.cuh>
#include <cuda/atomic>
#include <cuda/std/complex>
#include <cuda/std/optional>
#include <cuda/std/tuple>

template <cub::BlockReduceAlgorithm A>
__device__ void reduce_with(const int* x, int* y) {
  using Reduce = cub::BlockReduce<int, 96, A>;
  __shared__ typename Reduce::TempStorage storage;
  int v = x[blockIdx.x * 96 + threadIdx.x];
  int sum = Reduce(storage).Sum(v);
  __syncthreads();
  int least = Reduce(storage).Reduce(v, [](int a, int b) { return a < b ? a : b; }, 70);
  if (threadIdx.x == 0) {
    y[2 * blockIdx.x] = sum;
    y[2 * blockIdx.x + 1] = least;
  }
}
extern "C" __global__ void cub_reduce(const int* x, int* y) { reduce_with<cub::BLOCK_REDUCE_WARP_REDUCTIONS>(x, y); }
extern "C" __global__ void cub_reduce_raking(const int* x, int* y) { reduce_with<cub::BLOCK_REDUCE_RAKING>(x, y); }

// Loads and stores through a transposition, scans four items per thread.
extern "C" __global__ void cub_scan(const int* x, int* y, int n) {
  using Load = cub::BlockLoad<int, 64, 4, cub::BLOCK_LOAD_TRANSPOSE>;
  using Store = cub::BlockStore<int, 64, 4, cub::BLOCK_STORE_WARP_TRANSPOSE>;
  using Scan = cub::BlockScan<int, 64>;
  __shared__ union {
    typename Load::TempStorage load;
    typename Store::TempStorage store;
    typename Scan::TempStorage scan;
  } storage;
  int items[4];
  Load(storage.load).Load(x, items, n, 0);
  __syncthreads();
  Scan(storage.scan).ExclusiveSum(items, items);
  __syncthreads();
  Store(storage.store).Store(y, items, n);
}

extern "C" __global__ void cub_radix_sort(const unsigned* x, const int* values, unsigned* y, int* z) {
  using Sort = cub::BlockRadixSort<unsigned, 64, 3, int>;
  __shared__ typename Sort::TempStorage storage;
  unsigned keys[3];
  int with[3];
  cub::LoadDirectBlocked(threadIdx.x, x, keys);
  cub::LoadDirectBlocked(threadIdx.x, values, with);
  Sort(storage).SortDescendingBlockedToStriped(keys, with);
  cub::StoreDirectStriped<64>(threadIdx.x, y, keys);
  cub::StoreDirectStriped<64>(threadIdx.x, z, with);
}

extern "C" __global__ void cub_merge_sort(const double* x, double* y) {
  using Sort = cub::BlockMergeSort<double, 32, 5>;
  __shared__ typename Sort::TempStorage storage;
  double keys[5];
  cub::LoadDirectBlocked(threadIdx.x, x, keys);
  Sort(storage).Sort(keys, [](double a, double b) { return a < b; });
  cub::StoreDirectBlocked(threadIdx.x, y, keys);
}

extern "C" __global__ void cub_histogram(const unsigned char* x, int* bins) {
  using Histogram = cub::BlockHistogram<unsigned char, 64, 4, 32, cub::BLOCK_HISTO_ATOMIC>;
  __shared__ typename Histogram::TempStorage storage;
  __shared__ int counts[32];
  unsigned char items[4];
  cub::LoadDirectBlocked(threadIdx.x, x, items);
  for (auto& v : items) v &= 31;
  Histogram(storage).Histogram(items, counts);
  __syncthreads();
  if (threadIdx.x < 32) bins[threadIdx.x] = counts[threadIdx.x];
}

// Heads of runs of equal items, and differences of neighbours.
extern "C" __global__ void cub_neighbours(const int* x, int* heads, int* differences) {
  using Heads = cub::BlockDiscontinuity<int, 64>;
  using Difference = cub::BlockAdjacentDifference<int, 64>;
  __shared__ typename Heads::TempStorage headStorage;
  __shared__ typename Difference::TempStorage differenceStorage;
  int items[2], flags[2], result[2];
  cub::LoadDirectBlocked(threadIdx.x, x, items);
  Heads(headStorage).FlagHeads(flags, items, [](int a, int b) { return a != b; });
  Difference(differenceStorage).SubtractLeft(items, result, [](int a, int b) { return a - b; });
  cub::StoreDirectBlocked(threadIdx.x, heads, flags);
  cub::StoreDirectBlocked(threadIdx.x, differences, result);
}

extern "C" __global__ void cub_warps(const long long* x, long long* y) {
  using Reduce = cub::WarpReduce<long long, 16>;
  using Scan = cub::WarpScan<long long>;
  __shared__ typename Reduce::TempStorage reduce[4];
  __shared__ typename Scan::TempStorage scan[2];
  long long v = x[threadIdx.x], all;
  long long sum = Reduce(reduce[threadIdx.x / 16]).Sum(v);
  Scan(scan[threadIdx.x / 32]).InclusiveSum(v, v, all);
  y[2 * threadIdx.x] = threadIdx.x % 16 == 0 ? sum : all;
  y[2 * threadIdx.x + 1] = v;
}

// Atomics with scopes and orders: a flag with release and acquire, a float by compare-exchange.
extern "C" __global__ void cuda_atomics(const float* x, int* data, int* flag, float* most, int* seen) {
  cuda::atomic_ref<int, cuda::thread_scope_device> ready(*flag);
  if (blockIdx.x == 0) {
    if (threadIdx.x == 0) {
      *data = 42;
      ready.store(1, cuda::memory_order_release);
    }
  } else if (threadIdx.x == 0) {
    while (ready.load(cuda::memory_order_acquire) == 0) {}
    seen[blockIdx.x] = *data;
  }
  cuda::atomic_ref<float, cuda::thread_scope_device> best(*most);
  float v = x[blockIdx.x * blockDim.x + threadIdx.x], old = best.load(cuda::memory_order_relaxed);
  while (old < v && !best.compare_exchange_weak(old, v, cuda::memory_order_relaxed)) {}
}

extern "C" __global__ void standard_types(const float2* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  cuda::std::complex<float> z(x[i].x, x[i].y), c(0.25f, -0.5f);
  z = z * z + c;
  auto root = [](float v) { return v < 0 ? cuda::std::optional<float>() : cuda::std::optional<float>(sqrtf(v)); };
  auto [real, imaginary] = cuda::std::make_tuple(root(z.real()).value_or(-1), root(z.imag()).value_or(-2));
  y[2 * i] = real;
  y[2 * i + 1] = imaginary;
}
