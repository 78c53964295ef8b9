package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.TransposeSchedule.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists changes of the schedule of a reordering of dims. */
final class TransposeMoves {
  private TransposeMoves() {}

  /** A change of settings with what it is for. */
  record Change(Map<String, String> after, String remedy) {
    Change {
      after = new LinkedHashMap<>(after);
    }
  }

  /** Lists changes of a transpose; those whose settings do not fit together are left out later. */
  static List<Change> of(Sizes sizes, RegionContext context, TransposeSchedule now) {
    List<Change> changes = new ArrayList<>();
    for (int length : new int[] {32, 64}) {
      changes.add(
          new Change(
              Schedules.map("columns", length, "rows", length),
              "Turn tiles of " + length + " x " + length + "."));
    }
    for (int threads : new int[] {2 * now.threads(), now.threads() / 2}) {
      changes.add(
          new Change(
              Schedules.map("threads", threads), "Let " + threads + " threads share a tile."));
    }
    boolean padded = now.layout() == Layout.PADDED;
    changes.add(
        new Change(
            Schedules.map("layout", padded ? "swizzled" : "padded"),
            padded
                ? "Turn squares in registers and swizzle the tile, so that shared accesses are wide"
                    + " and free of bank conflicts."
                : "Pad the lines of the tile instead of swizzling it."));
    Permutation permutation = PermutedRegion.of(context).permutation();
    List<List<String>> groups = permutation.groups();
    int columnWidth = TransposeDraft.width(sizes, groups.get(groups.size() - 1));
    int rowWidth = TransposeDraft.width(sizes, groups.get(permutation.innermostAfter()));
    for (int width : new int[] {1, 2, 4}) {
      String at = width + " neighbouring elements at once.";
      if (width <= Math.min(columnWidth, rowWidth)) {
        changes.add(
            new Change(Schedules.map("load", width, "store", width), "Load and store " + at));
      }
      if (width <= columnWidth && padded) {
        changes.add(new Change(Schedules.map("load", width), "Load " + at));
      }
      if (width <= rowWidth && padded) {
        changes.add(new Change(Schedules.map("store", width), "Store " + at));
      }
    }
    return changes;
  }

  /** Lists changes of a reordering that keeps the innermost dim. */
  static List<Change> of(Sizes sizes, RegionContext context, PermuteSchedule now) {
    List<Change> changes = new ArrayList<>();
    for (int items : new int[] {2 * now.items(), now.items() / 2}) {
      changes.add(
          new Change(
              Schedules.map("items", items), "Give each thread parts of " + items + " rows."));
    }
    for (int lines : new int[] {2 * now.lines(), now.lines() / 2}) {
      changes.add(
          new Change(
              Schedules.map("lines", lines), "Let a block copy parts of " + lines + " rows."));
    }
    List<List<String>> groups = PermutedRegion.of(context).permutation().groups();
    int widest = TransposeDraft.width(sizes, groups.get(groups.size() - 1));
    for (int vector : new int[] {2 * now.vector(), now.vector() / 2}) {
      if (vector <= widest) {
        changes.add(
            new Change(
                Schedules.map("vector", vector),
                "Load and store " + vector + " neighbouring elements at once."));
      }
    }
    return changes;
  }
}
