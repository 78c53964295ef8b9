package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.Locale;
import java.util.Map;

/** Lists the changes of schedules that reduce rows or columns. */
final class RowMoves {
  /** Registers that a row may take; beyond, threads have too few left for anything else. */
  private static final int MOST_REGISTERS = 64;

  private final GpuSpec gpu;
  private final RegionContext context;
  private final ScheduleMoves moves;

  RowMoves(GpuSpec gpu, RegionContext context, ScheduleMoves moves) {
    this.gpu = gpu;
    this.context = context;
    this.moves = moves;
  }

  void row(Schedule.Row now) {
    moves.vector(now.vector(), context.region().reducedDims());
    for (int threads : new int[] {2 * now.threads(), now.threads() / 2}) {
      if (threads >= 1 && threads <= 1024) {
        int rows = threads <= 32 && now.split() == 1 ? Math.max(1, blockOf(now) / threads) : 1;
        String remedy =
            threads <= 32
                ? "Let " + threads + " lanes of a warp share a row."
                : "Let a block of " + threads + " threads share a row.";
        int resident = Math.min(now.resident(), gpu.limits().threadsPerSm() / (threads * rows));
        moves.add(Schedules.map("threads", threads, "rows", rows, "resident", resident), remedy);
      }
    }
    if (now.threads() <= 32) {
      moves.scale("rows", now.rows(), 1, 1024 / now.threads(), "Put %s rows into a block.");
    }
    if (now.split() == 1) {
      caches(now.cache(), "row", Cache.values());
    }
    if (now.cache() != Cache.REGISTERS) {
      moves.scale("items", now.items(), 1, 8, "Keep %s vectors per thread in flight.");
    }
    splits(now);
    online(now.online());
    resident(now.resident(), now.threads() * now.rows());
  }

  private static int blockOf(Schedule.Row now) {
    return now.rows() == 1 ? 256 : now.threads() * now.rows();
  }

  private void caches(Cache now, String what, Cache... caches) {
    for (Cache cache : caches) {
      if (cache != now) {
        String word = cache.name().toLowerCase(Locale.ROOT);
        String remedy =
            cache == Cache.NONE
                ? "Read the " + what + " again in each pass."
                : "Keep the " + what + " in " + kept(cache) + " between passes.";
        moves.add(Map.of("cache", word), remedy);
      }
    }
  }

  private static String kept(Cache cache) {
    return cache == Cache.SHARED ? "shared memory" : "registers";
  }

  private void splits(Schedule.Row now) {
    boolean few = context.sizes().full(context.region().outerDims()) < 4L * gpu.sms();
    Finish best = Finishing.of(context, now).best();
    if (now.split() > 1) {
      split(now.split(), now.finish(), best, "Share each row among %d blocks.");
    } else if (few && now.rows() == 1 && now.threads() >= 32) {
      moves.add(
          Map.of("split", "4", "cache", "none", "items", "4", "finish", best.word()),
          "Share each row among 4 blocks, a kernel per pass.");
    }
  }

  /** Lists other splits; whoever begins to share finishes the best way. */
  private void split(int now, Finish finish, Finish best, String remedy) {
    for (int split : new int[] {2 * now, now / 2}) {
      if (split >= 1 && split <= 4096) {
        Finish next = split == 1 ? Finish.KERNEL : now == 1 ? best : finish;
        moves.add(Schedules.map("split", split, "finish", next.word()), remedy.formatted(split));
      }
    }
    if (now > 1) {
      for (Finish other : Finish.values()) {
        moves.add(Map.of("finish", other.word()), other.remedy());
      }
    }
  }

  private void online(int now) {
    if (Exponentials.in(context.region())) {
      boolean nothingKept = now == 0 && Exponentials.carried(context, true) == 0;
      moves.add(
          nothingKept
              ? Map.of("online", "1", "cache", "none", "items", "2")
              : Map.of("online", String.valueOf(1 - now)),
          now == 0
              ? "Rescale the sum of exponentials to a running maximum, in one pass."
              : "Find the maximum in a pass of its own, before the exponentials.");
    }
  }

  void column(Schedule.Column now) {
    moves.vector(now.vector(), context.region().innerDims());
    moves.scale("y", now.y(), 1, 1024 / now.x(), "Let %s rows of threads share a column.");
    moves.scale("x", now.x(), 1, 1024 / now.y(), "Cover %s columns' threads with a block.");
    narrower(now);
    if (now.split() == 1) {
      caches(now.cache(), "columns", Cache.NONE, Cache.REGISTERS);
    }
    if (now.cache() == Cache.NONE) {
      moves.scale("items", now.items(), 1, 16, "Keep %s elements per thread in flight.");
      Finish best = Finishing.of(context, now).best();
      split(now.split(), now.finish(), best, "Share each column among %d blocks.");
    }
    online(now.online());
    resident(now.resident(), now.x() * now.y());
  }

  private void resident(int now, int threads) {
    int most = gpu.limits().threadsPerSm() / threads;
    moves.scale("resident", now, 1, most, "Leave registers for %s blocks on an SM.");
  }

  /** Another shape of the same block. */
  private void narrower(Schedule.Column now) {
    String remedy = "Cover %d columns' threads with a block, %d rows of them.";
    for (int x : new int[] {2 * now.x(), now.x() / 2}) {
      int y = now.x() * now.y() / Math.max(1, x);
      if (x >= 1 && y >= 1) {
        moves.add(Schedules.map("x", x, "y", y), remedy.formatted(x, y));
      }
    }
  }

  /** Tells whether a row fits where the schedule keeps it. */
  boolean fits(Schedule.Row row) {
    if (!Finishing.of(context, row).allows(row.finish())) {
      return false;
    }
    int carried = Exponentials.carried(context, row.online() == 1);
    if (row.cache() == Cache.NONE || carried == 0) {
      return row.cache() == Cache.NONE;
    }
    long cols = context.sizes().largest(context.region().reducedDims());
    if (row.cache() == Cache.SHARED) {
      return sharedHolds(gpu, cols, carried * row.rows());
    }
    long reach = (long) row.threads() * row.vector();
    long values = (cols + reach - 1) / reach * row.vector() * carried;
    return values <= Math.min(MOST_REGISTERS, room(row.threads() * row.rows(), row.resident()));
  }

  /**
   * Tells whether a block's shared memory holds rows, beside what its reductions need.
   *
   * @param cols floats of a row, each row rounded up to 16 bytes
   * @param rows how many, counting each value that passes hand on
   */
  static boolean sharedHolds(GpuSpec gpu, long cols, int rows) {
    return 16 * ((cols + 3) / 4) * rows <= gpu.limits().sharedBytesPerBlock() - 4096;
  }

  /** Tells whether columns fit where the schedule keeps them. */
  boolean fits(Schedule.Column column) {
    if (!Finishing.of(context, column).allows(column.finish())) {
      return false;
    }
    Program program = Exponentials.program(context, column.online() == 1);
    long lines = Math.max(1, (long) column.x() * column.y() / Math.max(32, column.x()));
    long reductions = 0;
    for (int pass = 0; pass < program.passes(); pass++) {
      reductions += program.reductions(pass).size();
    }
    boolean shared = 8 * reductions * lines * column.x() * column.vector() <= 48 << 10;
    if (column.cache() == Cache.NONE) {
      return shared;
    }
    int carried = Exponentials.carried(context, column.online() == 1);
    long reduced = context.sizes().largest(context.region().reducedDims());
    long each = (reduced + column.y() - 1) / column.y() * column.vector();
    long most = Math.min(MOST_REGISTERS, room(column.x() * column.y(), column.resident()));
    return shared && carried > 0 && each * carried <= most;
  }

  /** Returns the registers that a thread has for elements where so many blocks are resident. */
  private long room(int threads, int resident) {
    return gpu.limits().registersPerSm() / ((long) threads * resident) - 16;
  }
}
