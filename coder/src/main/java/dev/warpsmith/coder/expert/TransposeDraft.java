package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.TransposeSchedule.Layout;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/** Chooses the first schedule of a reordering of dims. */
final class TransposeDraft {
  private TransposeDraft() {}

  static Schedule of(GpuSpec gpu, Sizes sizes, RegionContext context) {
    Permutation permutation = PermutedRegion.of(context).permutation();
    List<List<String>> groups = permutation.groups();
    long resident = (long) gpu.sms() * gpu.limits().threadsPerSm();
    boolean small = sizes.full(context.region().space()) <= resident;
    // A few long rows are read and written in order without a tile.
    boolean few = sizes.full(groups.get(permutation.innermostAfter())) < 16;
    boolean alone = context.region().nodes().size() == 1;
    if (alone && (small || (few && !permutation.keepsRows()))) {
      // With all elements in flight at once, the barrier of a tile costs more than it saves.
      return new Schedule.Naive();
    }
    List<String> columnGroup = groups.get(groups.size() - 1);
    int columnWidth = width(sizes, columnGroup);
    if (permutation.keepsRows()) {
      int lanes = tile(sizes.full(columnGroup) / columnWidth, 1, 256);
      return new PermuteSchedule(lanes, 256 / lanes, columnWidth, 2);
    }
    List<String> rowGroup = groups.get(permutation.innermostAfter());
    int columns = tile(sizes.full(columnGroup), 4, 64);
    int rows = tile(sizes.full(rowGroup), columns < 32 ? 32 : 4, columns < 32 ? 256 : 64);
    columns = rows < 32 ? tile(sizes.full(columnGroup), 32, 256) : columns;
    int load = columns < 32 ? 1 : columnWidth;
    int store = rows < 32 ? 1 : width(sizes, rowGroup);
    boolean square = Math.min(rows, columns) >= 32 && load == store;
    int threads = 256;
    while (!TransposeSchedule.shares(columns, rows, threads, load, square ? load : 1)
        || !TransposeSchedule.shares(rows, columns, threads, store, 1)) {
      threads /= 2;
    }
    Layout layout = square ? Layout.SWIZZLED : Layout.PADDED;
    return new TransposeSchedule(columns, rows, threads, load, store, layout);
  }

  /** Returns the power of two, in bounds, that is nearest above. */
  private static int tile(long length, int least, int most) {
    int tile = least;
    while (tile < most && tile < length) {
      tile *= 2;
    }
    return tile;
  }

  /** Returns the most floats, up to 16 bytes of them, that divide a length. */
  static int width(Sizes sizes, List<String> lengths) {
    return sizes.divides(4, lengths) ? 4 : sizes.divides(2, lengths) ? 2 : 1;
  }
}
