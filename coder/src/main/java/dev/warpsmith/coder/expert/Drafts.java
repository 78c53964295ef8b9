package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/**
 * Chooses the schedule that a programmer who knows the GPU would begin with, before any profile.
 */
final class Drafts {
  /** Registers of a row that a thread can hold without giving up half of the resident threads. */
  private static final int ROW_REGISTERS = 32;

  private final GpuSpec gpu;
  private final Sizes sizes;

  Drafts(GpuSpec gpu, Sizes sizes) {
    this.gpu = gpu;
    this.sizes = sizes;
  }

  /** Returns the first schedule of a region. */
  Schedule of(RegionContext context) {
    Region region = context.region();
    return switch (region.kind()) {
      case POINTWISE -> PointwiseDraft.of(gpu, sizes, context);
      case ROW -> row(context);
      case COLUMN -> column(context);
      case MATMUL -> MatMulDrafts.of(gpu, context);
      case NAIVE -> new Schedule.Naive();
    };
  }

  /** Returns the most elements that make 16 bytes and divide the length. */
  private int vector(RegionContext context, List<String> lengths) {
    int vector = widest(context);
    while (vector > 1 && !sizes.divides(vector, lengths)) {
      vector /= 2;
    }
    return vector;
  }

  /** Returns how many of a region's smallest elements make 16 bytes. */
  static int widest(RegionContext context) {
    return 16 / context.region().smallestElement(context.tensors());
  }

  private Schedule row(RegionContext context) {
    Region region = context.region();
    long cols = sizes.full(region.reducedDims());
    long rows = sizes.full(region.outerDims());
    int vector = vector(context, region.reducedDims());
    if (rows < gpu.sms() && cols >= 8192) {
      long blocks = 4L * gpu.sms();
      long share = Math.max(1, Math.min(blocks / rows, cols / 2048));
      if (share > 1) {
        return new Schedule.Row(256, 1, vector, Cache.NONE, 4, (int) share);
      }
    }
    int carried = carried(context);
    if (carried == 0) {
      return streaming(cols, vector);
    }
    return caching(cols, vector, carried);
  }

  /** Returns how many values of each element the passes hand on. */
  static int carried(RegionContext context) {
    Program program =
        Lowering.of(
            context.region(),
            context.tensors(),
            new Identifiers(),
            new KernelParameters(new Identifiers(), "int"),
            "cols");
    int most = 0;
    for (int pass = 0; pass + 1 < program.passes(); pass++) {
      most = Math.max(most, Carries.after(program, pass).size());
    }
    return most;
  }

  private static Schedule streaming(long cols, int vector) {
    if (cols <= 1024) {
      int threads = lanes(cols / vector);
      return new Schedule.Row(threads, 256 / threads, vector, Cache.NONE, 4, 1);
    }
    return new Schedule.Row(cols < 4096 ? 128 : 256, 1, vector, Cache.NONE, 4, 1);
  }

  /** Returns the power of two, up to a warp, that is nearest above. */
  private static int lanes(long wanted) {
    int lanes = 1;
    while (lanes < 32 && lanes < wanted) {
      lanes *= 2;
    }
    return lanes;
  }

  private Schedule caching(long cols, int vector, int carried) {
    long largest = cols;
    if (largest * carried <= 32L * ROW_REGISTERS && cols <= 1024) {
      int threads = lanes(cols / vector);
      return new Schedule.Row(threads, 256 / threads, vector, Cache.REGISTERS, 1, 1);
    }
    for (int threads = 128; threads <= 1024; threads *= 2) {
      if (largest * carried <= (long) threads * ROW_REGISTERS) {
        return new Schedule.Row(threads, 1, vector, Cache.REGISTERS, 1, 1);
      }
    }
    long bytes = (cols + 3) / 4 * 16 * carried;
    if (bytes <= gpu.limits().sharedBytesPerBlock() - 4096) {
      return new Schedule.Row(1024, 1, vector, Cache.SHARED, 4, 1);
    }
    return new Schedule.Row(1024, 1, vector, Cache.NONE, 4, 1);
  }

  private Schedule column(RegionContext context) {
    Region region = context.region();
    long inner = sizes.full(region.innerDims());
    long reduced = sizes.full(region.reducedDims());
    long outer = sizes.full(region.outerDims());
    int vector = inner >= 4096 ? vector(context, region.innerDims()) : 1;
    long tiles = outer * ((inner + 32L * vector - 1) / (32L * vector));
    int y = reduced >= 64 ? 8 : 4;
    long split = Math.min(Math.max(1, 4L * gpu.sms() / tiles), Math.max(1, reduced / (y * 16L)));
    return new Schedule.Column(32, y, vector, 4, (int) Math.min(split, 1024));
  }
}
