package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/** Chooses the first schedule of reductions along rows. */
final class RowDrafts {
  /** Registers of a row that a thread can hold without giving up half of the resident threads. */
  private static final int ROW_REGISTERS = 32;

  private final GpuSpec gpu;
  private final RegionContext context;
  private final long cols;
  private final long rows;
  private final int vector;

  RowDrafts(GpuSpec gpu, RegionContext context) {
    this.gpu = gpu;
    this.context = context;
    this.cols = context.sizes().full(context.region().reducedDims());
    this.rows = context.sizes().full(context.region().outerDims());
    this.vector = Drafts.vector(context, context.region().reducedDims());
  }

  Schedule schedule() {
    int online = Exponentials.in(context.region()) ? 1 : 0;
    int share = share();
    if (share > 1) {
      return new Schedule.Row(256, 1, vector, Cache.NONE, 4, share, online);
    }
    if (Exponentials.carried(context, online == 1) == 0) {
      return streaming(online);
    }
    return caching(online);
  }

  /** Returns how many blocks share a row, where rows alone do not fill the GPU. */
  private int share() {
    if (rows >= gpu.sms() || cols < 8192) {
      return 1;
    }
    return (int) Math.max(1, Math.min(4L * gpu.sms() / Math.max(1, rows), cols / 2048));
  }

  private Schedule streaming(int online) {
    if (cols <= 1024) {
      int threads = lanes(cols / vector);
      return new Schedule.Row(threads, 256 / threads, vector, Cache.NONE, 4, 1, online);
    }
    int items = online == 1 ? 2 : 4;
    return new Schedule.Row(cols < 4096 ? 128 : 256, 1, vector, Cache.NONE, items, 1, online);
  }

  /** Returns the power of two, up to a warp, that is nearest above. */
  static int lanes(long wanted) {
    int lanes = 1;
    while (lanes < 32 && lanes < wanted) {
      lanes *= 2;
    }
    return lanes;
  }

  private Schedule caching(int online) {
    int carried = Exponentials.carried(context, false);
    if (cols * carried <= 32L * ROW_REGISTERS && cols <= 1024) {
      int threads = lanes(cols / vector);
      return new Schedule.Row(threads, 256 / threads, vector, Cache.REGISTERS, 1, 1, 0);
    }
    for (int threads : List.of(128, 256, 512, 1024)) {
      if (cols * carried <= (long) threads * ROW_REGISTERS) {
        return new Schedule.Row(threads, 1, vector, Cache.REGISTERS, 1, 1, 0);
      }
    }
    long bytes = (cols + 3) / 4 * 16 * carried;
    if (bytes <= gpu.limits().sharedBytesPerBlock() - 4096) {
      return new Schedule.Row(1024, 1, vector, Cache.SHARED, 4, 1, 0);
    }
    return new Schedule.Row(1024, 1, vector, Cache.NONE, 4, 1, online);
  }
}
