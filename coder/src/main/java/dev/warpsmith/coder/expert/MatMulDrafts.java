package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.device.GpuSpec;

/**
 * Chooses how to begin with matrix products: the tile, and the split of the depth, for which an
 * estimate of the time is lowest.
 */
final class MatMulDrafts {
  private static final int BARRIER_CLOCKS = 30;

  private final GpuSpec gpu;
  private final long m;
  private final long n;
  private final long k;
  private final long batch;

  private MatMulDrafts(GpuSpec gpu, RegionContext context) {
    Product product = Product.of(context);
    Sizes sizes = context.sizes();
    this.gpu = gpu;
    this.m = sizes.full(product.rows());
    this.n = sizes.full(product.columns());
    this.k = sizes.full(java.util.List.of(product.depth()));
    this.batch = sizes.full(product.batch());
  }

  static Schedule of(GpuSpec gpu, RegionContext context) {
    return new MatMulDrafts(gpu, context).best();
  }

  private Schedule best() {
    Schedule.MatMul best = new Schedule.MatMul(32, 32, 16, 4, 4, 2, 1, 1);
    double least = Double.POSITIVE_INFINITY;
    for (int[] tile : MatMulMoves.TILES) {
      for (int split = 1; split <= 64; split *= 2) {
        Schedule.MatMul next =
            new Schedule.MatMul(tile[0], tile[1], tile[2], tile[3], tile[4], 2, 1, split);
        double clocks = k >= (long) split * 4 * tile[2] || split == 1 ? clocks(next) : least;
        if (clocks < least) {
          best = next;
          least = clocks;
        }
      }
    }
    return best;
  }

  /** Estimates clocks from what the busiest SM must issue, move and wait for. */
  private double clocks(Schedule.MatMul s) {
    double blocks = (double) ceil(m, s.bm()) * ceil(n, s.bn()) * Math.max(1, batch) * s.split();
    double busiest = Math.ceil(blocks / gpu.sms());
    double steps = ceil(ceil(k, s.split()), s.bk());
    double loads = (s.bm() + s.bn()) * s.bk() / 4.0 / s.threads();
    double perStep = s.bk() * (s.tm() * s.tn() + (s.tm() + s.tn()) / 4.0) + 4 * loads + 12;
    double issue = busiest * s.threads() / 32 * steps * perStep / gpu.lanes().issue();
    double bytes = busiest * steps * (s.bm() + s.bn()) * s.bk() * 4.0;
    double step = perStep + gpu.latency().l2() + BARRIER_CLOCKS;
    double rounds = Math.ceil(busiest / s.blocksPerSm());
    double latency = rounds * (steps * step + gpu.latency().dram() + 200);
    double throughput = Math.max(issue, bytes / 64);
    double sum = s.split() == 1 ? 0 : sumClocks(s.split());
    return Math.pow(Math.pow(throughput, 1.5) + Math.pow(latency, 1.5), 1 / 1.5) + sum;
  }

  /** Estimates what it costs to write partial products and to add them in a second kernel. */
  private double sumClocks(int split) {
    double bytes = 2.0 * split * m * n * Math.max(1, batch) * 4;
    return (gpu.launchMicros() + bytes / (gpu.achievableDramGbps() * 1e3)) * gpu.clocksPerMicro();
  }

  private static long ceil(long length, int of) {
    return (length + of - 1) / of;
  }
}
