package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Pointwise.Walk;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists the legal changes of a region's schedule, each of one thing. */
final class ScheduleMoves {
  private final GpuSpec gpu;
  private final RegionContext context;
  private final Schedule schedule;
  private final List<Move> moves = new ArrayList<>();

  private ScheduleMoves(GpuSpec gpu, RegionContext context, Schedule schedule) {
    this.gpu = gpu;
    this.context = context;
    this.schedule = schedule;
  }

  static List<Move> of(GpuSpec gpu, RegionContext context, Schedule schedule) {
    ScheduleMoves moves = new ScheduleMoves(gpu, context, schedule);
    if (schedule instanceof Schedule.Pointwise pointwise) {
      moves.pointwise(pointwise);
    } else if (schedule instanceof Schedule.Row row) {
      new RowMoves(gpu, context, moves).row(row);
    } else if (schedule instanceof Schedule.Column column) {
      new RowMoves(gpu, context, moves).column(column);
    } else if (schedule instanceof Schedule.MatMul matMul) {
      MatMulMoves.of(matMul, TensorProducts.pay(gpu, Product.of(context)), moves::add);
    } else if (schedule instanceof Schedule.MatVec matVec) {
      MatMulMoves.of(matVec, moves::add);
    } else if (schedule instanceof TransposeSchedule transpose) {
      TransposeMoves.of(context.sizes(), context, transpose)
          .forEach(change -> moves.add(change.after(), change.remedy()));
    } else if (schedule instanceof PermuteSchedule permute) {
      TransposeMoves.of(context.sizes(), context, permute)
          .forEach(change -> moves.add(change.after(), change.remedy()));
    } else if (schedule instanceof ScanSchedule scan) {
      ScanMoves.of(context, scan).forEach(change -> moves.add(change.after(), change.remedy()));
    } else if (schedule instanceof ScanColumnsSchedule columns) {
      ScanMoves.of(columns).forEach(change -> moves.add(change.after(), change.remedy()));
    }
    if (schedule instanceof WindowSchedule window) {
      moves.window(window);
    }
    return moves.moves;
  }

  private void window(WindowSchedule now) {
    scale("lanes", now.lanes(), 8, 256, "Let %s threads lie along the last dim.");
    scale("lines", now.lines(), 1, 64, "Give a block %s rows of threads.");
    scale("items", now.items(), 1, 16, "Let each thread fold %s windows.");
  }

  private void pointwise(Schedule.Pointwise now) {
    PointwiseSpace space = PointwiseSpace.of(context);
    vector(now.vector(), space.contiguous() ? List.of("0") : space.row());
    scale("items", now.items(), 1, 8, "Give each thread %s vectors, in flight together.");
    scale("block", now.block(), 64, 1024, "Launch blocks of %s threads.");
    if (!space.contiguous()) {
      add(
          Map.of("walk", now.walk() == Walk.FLAT ? "rows" : "flat"),
          now.walk() == Walk.FLAT
              ? "Keep each block to one row, so that an operand broadcast along it is read once."
              : "Share all elements among blocks in order, whatever rows they belong to.");
    }
  }

  void vector(int now, List<String> lengths) {
    for (int vector : new int[] {2 * now, now / 2}) {
      if (vector >= 1
          && vector <= Drafts.widest(context)
          && context.sizes().divides(vector, lengths)) {
        String remedy = "Load and store " + vector + " neighbouring elements at once.";
        add(Map.of("vector", String.valueOf(vector)), remedy);
      }
    }
  }

  void scale(String setting, int now, int least, int most, String remedy) {
    for (int value : new int[] {2 * now, now / 2}) {
      if (value >= least && value <= most) {
        add(Map.of(setting, String.valueOf(value)), remedy.formatted(value));
      }
    }
  }

  /** Adds the move if it changes something and its schedule is legal. */
  void add(Map<String, String> after, String remedy) {
    Map<String, String> before = new LinkedHashMap<>();
    Map<String, String> changed = new LinkedHashMap<>();
    schedule
        .settings()
        .forEach(
            (name, value) -> {
              String now = after.get(name);
              if (now != null && !now.equals(value)) {
                before.put(name, value);
                changed.put(name, now);
              }
            });
    if (!changed.isEmpty() && legal(changed)) {
      moves.add(new Move(context.kernel(), before, changed, remedy));
    }
  }

  private boolean legal(Map<String, String> changes) {
    Schedule next;
    try {
      next = schedule.with(changes);
    } catch (IllegalArgumentException notLegal) {
      return false;
    }
    RowMoves rows = new RowMoves(gpu, context, this);
    if (next instanceof Schedule.Row row) {
      return rows.fits(row);
    }
    return !(next instanceof Schedule.Column column) || rows.fits(column);
  }
}
