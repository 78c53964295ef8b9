package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.ScanSchedule.Carry;
import dev.warpsmith.kernels.device.GpuSpec;

/** Chooses the first schedule of a scan from its shapes and the GPU. */
final class ScanDraft {
  private ScanDraft() {}

  static Schedule of(GpuSpec gpu, Sizes sizes, RegionContext context) {
    Region region = context.region();
    return region.innerDims().isEmpty()
        ? rows(gpu, sizes, context)
        : columns(gpu, sizes, context.region());
  }

  private static Schedule rows(GpuSpec gpu, Sizes sizes, RegionContext context) {
    Region region = context.region();
    long length = sizes.full(region.reducedDims());
    long rows = sizes.full(region.outerDims());
    int vector = Math.min(4, Drafts.widest(context));
    while (vector > 1 && !sizes.divides(vector, region.reducedDims())) {
      vector /= 2;
    }
    if (length <= 1024) {
      int threads = 1;
      while (threads < 32 && (long) threads * vector < length) {
        threads *= 2;
      }
      int items = 1;
      while (items < 4 && (long) threads * vector * items < length) {
        items *= 2;
      }
      return new ScanSchedule(threads, 256 / threads, vector, items, Carry.LOOP);
    }
    if (rows < 2L * gpu.sms() && length >= 16384) {
      return new ScanSchedule(128, 1, vector, 8, Carry.LOOKBACK);
    }
    // Each tensor's elements take registers of their own, and then fewer blocks are resident.
    int items = new RegisterNeed(gpu, context, false).loads() > 1 ? 1 : 4;
    return new ScanSchedule(length < 4096 ? 128 : 256, 1, vector, items, Carry.LOOP);
  }

  private static Schedule columns(GpuSpec gpu, Sizes sizes, Region region) {
    long length = sizes.full(region.reducedDims());
    long warps = sizes.full(region.outerDims()) * ((sizes.full(region.innerDims()) + 31) / 32);
    int y = 1;
    while (y < 16 && warps * y < 32L * gpu.sms() && y * 8L < length) {
      y *= 2;
    }
    return new ScanColumnsSchedule(32, y, 8);
  }
}
