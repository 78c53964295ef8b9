package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Pointwise.Walk;
import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lists the legal changes of a region's schedule, each of one thing. */
final class ScheduleMoves {
  /** Registers that a row may take; beyond, threads have too few left for anything else. */
  private static final int MOST_ROW_REGISTERS = 64;

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
      moves.row(row);
    } else if (schedule instanceof Schedule.Column column) {
      moves.column(column);
    } else if (schedule instanceof Schedule.MatMul matMul) {
      MatMulMoves.of(matMul, moves::add);
    }
    return moves.moves;
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

  private void vector(int now, List<String> lengths) {
    for (int vector : new int[] {2 * now, now / 2}) {
      if (vector >= 1
          && vector <= Drafts.widest(context)
          && context.sizes().divides(vector, lengths)) {
        String remedy = "Load and store " + vector + " neighbouring elements at once.";
        add(Map.of("vector", String.valueOf(vector)), remedy);
      }
    }
  }

  private void scale(String setting, int now, int least, int most, String remedy) {
    for (int value : new int[] {2 * now, now / 2}) {
      if (value >= least && value <= most) {
        add(Map.of(setting, String.valueOf(value)), remedy.formatted(value));
      }
    }
  }

  private void row(Schedule.Row now) {
    vector(now.vector(), context.region().reducedDims());
    for (int threads : new int[] {2 * now.threads(), now.threads() / 2}) {
      if (threads >= 1 && threads <= 1024) {
        int rows = threads <= 32 && now.split() == 1 ? Math.max(1, blockOf(now) / threads) : 1;
        String remedy =
            threads <= 32
                ? "Let " + threads + " lanes of a warp share a row."
                : "Let a block of " + threads + " threads share a row.";
        add(settings("threads", threads, "rows", rows), remedy);
      }
    }
    if (now.threads() <= 32) {
      scale("rows", now.rows(), 1, 1024 / now.threads(), "Put %s rows into a block.");
    }
    if (now.split() == 1) {
      caches(now);
    }
    if (now.cache() != Cache.REGISTERS) {
      scale("items", now.items(), 1, 8, "Keep %s vectors per thread in flight.");
    }
    splits(now);
  }

  private static int blockOf(Schedule.Row now) {
    return now.rows() == 1 ? 256 : now.threads() * now.rows();
  }

  private void caches(Schedule.Row now) {
    for (Cache cache : Cache.values()) {
      if (cache != now.cache()) {
        String word = cache.name().toLowerCase(Locale.ROOT);
        String remedy =
            cache == Cache.NONE
                ? "Read the row again in each pass."
                : "Keep the row in " + word + " between passes.";
        add(Map.of("cache", word), remedy);
      }
    }
  }

  private void splits(Schedule.Row now) {
    boolean few = context.sizes().full(context.region().outerDims()) < 4L * gpu.sms();
    if (now.split() > 1) {
      scale("split", now.split(), 1, 4096, "Share each row among %s blocks.");
    } else if (few && now.rows() == 1 && now.threads() >= 32) {
      add(
          Map.of("split", "4", "cache", "none", "items", "4"),
          "Share each row among 4 blocks, a kernel per pass.");
    }
  }

  private void column(Schedule.Column now) {
    vector(now.vector(), context.region().innerDims());
    scale("y", now.y(), 1, 1024 / now.x(), "Let %s rows of threads share a column.");
    scale("x", now.x(), 16, 1024 / now.y(), "Cover %s columns' threads with a block.");
    scale("items", now.items(), 1, 16, "Keep %s elements per thread in flight.");
    scale("split", now.split(), 1, 4096, "Share each column among %s blocks.");
  }

  private static Map<String, String> settings(Object... namesAndValues) {
    return Schedules.map(namesAndValues);
  }

  /** Adds the move if it changes something and its schedule is legal. */
  private void add(Map<String, String> after, String remedy) {
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
    if (next instanceof Schedule.Row row && row.cache() != Cache.NONE) {
      return fits(row);
    }
    return true;
  }

  private boolean fits(Schedule.Row row) {
    int carried = Drafts.carried(context);
    long cols = context.sizes().largest(context.region().reducedDims());
    if (carried == 0) {
      return false;
    }
    if (row.cache() == Cache.SHARED) {
      return 16 * ((cols + 3) / 4) * carried * row.rows()
          <= gpu.limits().sharedBytesPerBlock() - 4096;
    }
    long reach = (long) row.threads() * row.vector();
    return (cols + reach - 1) / reach * row.vector() * carried <= MOST_ROW_REGISTERS;
  }
}
