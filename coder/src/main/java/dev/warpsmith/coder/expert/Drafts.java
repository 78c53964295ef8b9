package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/**
 * Chooses the schedule that a programmer who knows the GPU would begin with, before any profile.
 */
final class Drafts {
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
      case ROW -> new RowDrafts(gpu, context).schedule();
      case COLUMN -> new ColumnDrafts(gpu, context).schedule();
      case MATMUL, CONVOLUTION -> MatMulDrafts.of(gpu, context);
      case TRANSPOSE -> TransposeDraft.of(gpu, sizes, context);
      case WINDOW -> WindowDraft.of(gpu, context);
      case SCAN -> ScanDraft.of(gpu, sizes, context);
      case NAIVE -> new Schedule.Naive();
    };
  }

  /** Returns the most elements that make 16 bytes and divide the length. */
  static int vector(RegionContext context, List<String> lengths) {
    int vector = widest(context);
    while (vector > 1 && !context.sizes().divides(vector, lengths)) {
      vector /= 2;
    }
    return vector;
  }

  /** Returns how many of a region's smallest elements make 16 bytes. */
  static int widest(RegionContext context) {
    return 16 / context.region().smallestElement(context.tensors());
  }
}
