package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.ScanSchedule.Carry;
import dev.warpsmith.coder.expert.TransposeMoves.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists changes of the schedule of a scan. */
final class ScanMoves {
  private ScanMoves() {}

  /** Lists changes of a scan along rows. */
  static List<Change> of(RegionContext context, ScanSchedule now) {
    List<Change> changes = new ArrayList<>();
    for (int vector : new int[] {2 * now.vector(), now.vector() / 2}) {
      if (vector >= 1
          && vector <= Drafts.widest(context)
          && context.sizes().divides(vector, context.region().reducedDims())) {
        String remedy = "Load and store " + vector + " neighbouring elements at once.";
        changes.add(new Change(Schedules.map("vector", vector), remedy));
      }
    }
    for (int items : new int[] {2 * now.items(), now.items() / 2}) {
      String remedy = "Let each thread scan " + items + " vectors at a time, in flight together.";
      changes.add(new Change(Schedules.map("items", items), remedy));
    }
    for (int threads : new int[] {2 * now.threads(), now.threads() / 2}) {
      int rows = threads <= 32 && threads > 0 ? 256 / threads : 1;
      String remedy = "Let " + threads + " threads scan a row together.";
      changes.add(new Change(Schedules.map("threads", threads, "rows", rows), remedy));
    }
    boolean loops = now.carry() == Carry.LOOP;
    changes.add(
        new Change(
            Map.of("carry", loops ? "lookback" : "loop"),
            loops
                ? "Share each row among blocks that look back at what the blocks before published."
                : "Let one block scan all of a row's chunks, so that none waits for another."));
    return changes;
  }

  /** Lists changes of a scan along columns. */
  static List<Change> of(ScanColumnsSchedule now) {
    List<Change> changes = new ArrayList<>();
    for (int y : new int[] {2 * now.y(), now.y() / 2}) {
      String remedy = "Let " + y + " rows of threads share a column.";
      changes.add(new Change(Schedules.map("y", y), remedy));
    }
    for (int x : new int[] {2 * now.x(), now.x() / 2}) {
      String remedy = "Cover " + x + " columns with a block.";
      changes.add(new Change(Schedules.map("x", x), remedy));
    }
    for (int items : new int[] {2 * now.items(), now.items() / 2}) {
      String remedy = "Keep " + items + " elements per thread in flight.";
      changes.add(new Change(Schedules.map("items", items), remedy));
    }
    return changes;
  }
}
