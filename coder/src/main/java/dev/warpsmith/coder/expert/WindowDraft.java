package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/** Chooses how to begin with windows: threads along the last dim, few outputs for each. */
final class WindowDraft {
  private static final int THREADS = 256;
  private static final int MOST_ITEMS = 16;

  /** Elements that a thread of several outputs reads at most; its loops are unrolled. */
  private static final int LOADS = 200;

  private WindowDraft() {}

  static WindowSchedule of(GpuSpec gpu, RegionContext context) {
    Window window = Window.of(context);
    List<String> columns = window.columns();
    long width = context.sizes().full(List.of(columns.get(columns.size() - 1)));
    int lanes = 8;
    while (lanes < 64 && lanes < width) {
      lanes *= 2;
    }
    return new WindowSchedule(lanes, THREADS / lanes, items(gpu, context, window));
  }

  /** Where windows of neighbouring rows hold the same elements, or to share finding the place. */
  private static int items(GpuSpec gpu, RegionContext context, Window window) {
    int rows = window.rank() - 2;
    if (rows >= 0 && !window.overlaps(rows)) {
      return 1;
    }
    long outputs = context.sizes().full(Shapes.of(window.result()));
    long fill = 4L * gpu.sms() * gpu.limits().threadsPerSm();
    int items = 1;
    while (items < MOST_ITEMS && outputs >= 2L * items * fill && window.loads(2 * items) <= LOADS) {
      items *= 2;
    }
    return items;
  }
}
