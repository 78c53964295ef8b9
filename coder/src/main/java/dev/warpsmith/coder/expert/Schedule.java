package dev.warpsmith.coder.expert;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a region becomes kernels: a family and its settings, all of them numbers or words. */
sealed interface Schedule
    permits Schedule.Pointwise,
        Schedule.Row,
        Schedule.Column,
        Schedule.MatMul,
        Schedule.MatVec,
        Schedule.Naive,
        TransposeSchedule,
        PermuteSchedule,
        ScanSchedule,
        ScanColumnsSchedule,
        WindowSchedule {
  /** Returns the settings in the order in which they are printed. */
  Map<String, String> settings();

  /** Returns the settings that are printed: all but those whose absence says the same. */
  default Map<String, String> printed() {
    return settings();
  }

  /** Returns the family's name. */
  String family();

  /**
   * Returns a schedule of the same family with some settings changed.
   *
   * @throws IllegalArgumentException if a setting is unknown or its value illegal
   */
  default Schedule with(Map<String, String> changes) {
    Map<String, String> settings = new LinkedHashMap<>(settings());
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (settings.replace(change.getKey(), change.getValue()) == null) {
        throw new IllegalArgumentException(
            family() + " has no setting '" + change.getKey() + "' (settings: " + settings + ")");
      }
    }
    return Schedules.of(family(), settings);
  }

  /** Returns {@code row(threads = 256, rows = 1)}; {@link Schedules#parse} reads it back. */
  default String text() {
    return family()
        + printed().entrySet().stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * Each thread computes some neighbouring elements.
   *
   * @param block threads per block
   * @param vector elements per load and store: 1, 2, 4 or 8
   * @param items vectors per thread
   * @param walk how blocks share the elements
   */
  record Pointwise(int block, int vector, int items, Walk walk) implements Schedule {
    /** How blocks share the elements. */
    public enum Walk {
      /** All elements in order. */
      FLAT,
      /** A block keeps to one row of the space, where operands are broadcast along rows. */
      ROWS
    }

    public Pointwise {
      Schedules.requireBlock(block);
      Schedules.requireVector(vector);
      Schedules.requireRange("items", items, 1, 32);
    }

    @Override
    public String family() {
      return "pointwise";
    }

    @Override
    public Map<String, String> settings() {
      Map<String, String> map = Schedules.map("block", block, "vector", vector, "items", items);
      map.put("walk", walk.name().toLowerCase(Locale.ROOT));
      return map;
    }
  }

  /**
   * Some threads share a row.
   *
   * @param threads per row: a power of two up to 32, or a multiple of 32
   * @param rows per block
   * @param vector elements per load and store
   * @param cache where a row is kept between passes
   * @param items vectors per thread that are in flight at once where the row is not in registers
   * @param split blocks per row; above 1, each pass is a kernel of its own
   * @param online 1 if sums of exponentials follow a running maximum, in one pass; else 0
   * @param resident blocks that registers must leave room for on an SM; 1 leaves it to ptxas
   * @param finish how the results of blocks that share a reduction become one
   */
  record Row(
      int threads,
      int rows,
      int vector,
      Cache cache,
      int items,
      int split,
      int online,
      int resident,
      Finish finish)
      implements Schedule {
    /** Where a row is kept between passes. */
    public enum Cache {
      NONE,
      REGISTERS,
      SHARED
    }

    public Row {
      Schedules.requireBlock(threads * rows);
      Schedules.requireVector(vector);
      Schedules.requireRange("items", items, 1, 32);
      Schedules.requireRange("split", split, 1, 65535);
      Schedules.requireRange("online", online, 0, 1);
      Schedules.requireRange("resident", resident, 1, 32);
      Schedules.requireFinish(split, finish);
      boolean warps = threads % 32 == 0 && (rows == 1 || threads == 32);
      if (!warps && (threads > 32 || Integer.bitCount(threads) != 1)) {
        throw new IllegalArgumentException(
            "threads = "
                + threads
                + ", rows = "
                + rows
                + ": expected a power of two up to 32, or a"
                + " multiple of 32 with one row");
      }
      if (split > 1 && (cache != Cache.NONE || rows != 1 || threads < 32)) {
        throw new IllegalArgumentException(
            "split = " + split + ": expected cache = none, rows = 1 and whole warps");
      }
    }

    /** Returns the same with another finish. */
    Row with(Finish other) {
      return new Row(threads, rows, vector, cache, items, split, online, resident, other);
    }

    @Override
    public String family() {
      return "row";
    }

    @Override
    public Map<String, String> settings() {
      Map<String, String> map = Schedules.map("threads", threads, "rows", rows, "vector", vector);
      map.put("cache", cache.name().toLowerCase(Locale.ROOT));
      map.putAll(Schedules.map("items", items, "split", split, "finish", finish.word()));
      map.putAll(Schedules.map("online", online, "resident", resident));
      return map;
    }
  }

  /**
   * A block covers a tile of neighbouring columns; its rows of threads share the reduced elements.
   *
   * @param x threads along the columns: a power of two
   * @param y threads along the reduced dim: a power of two
   * @param vector columns per thread
   * @param cache whether a thread keeps its elements in registers between passes
   * @param items reduced elements per thread in flight at once where they are not kept
   * @param split blocks that share the reduced elements; above 1, each pass is a kernel of its own
   * @param online 1 if sums of exponentials follow a running maximum, in one pass; else 0
   * @param resident blocks that registers must leave room for on an SM; 1 leaves it to ptxas
   * @param finish how the results of blocks that share a reduction become one
   */
  record Column(
      int x,
      int y,
      int vector,
      Row.Cache cache,
      int items,
      int split,
      int online,
      int resident,
      Finish finish)
      implements Schedule {
    public Column {
      Schedules.requireBlock(x * y);
      Schedules.requireVector(vector);
      Schedules.requireRange("items", items, 1, 32);
      Schedules.requireRange("split", split, 1, 65535);
      Schedules.requireRange("online", online, 0, 1);
      Schedules.requireRange("resident", resident, 1, 32);
      Schedules.requireFinish(split, finish);
      if (Integer.bitCount(x) != 1 || Integer.bitCount(y) != 1) {
        throw new IllegalArgumentException("x = " + x + ", y = " + y + ": expected powers of two");
      }
      if (cache == Row.Cache.SHARED || (split > 1 && cache != Row.Cache.NONE)) {
        throw new IllegalArgumentException(
            "cache = " + cache + ", split = " + split + ": expected none, or registers unsplit");
      }
    }

    /** Returns the same with another finish. */
    Column with(Finish other) {
      return new Column(x, y, vector, cache, items, split, online, resident, other);
    }

    @Override
    public String family() {
      return "column";
    }

    @Override
    public Map<String, String> settings() {
      Map<String, String> map = Schedules.map("x", x, "y", y, "vector", vector);
      map.put("cache", cache.name().toLowerCase(Locale.ROOT));
      map.putAll(Schedules.map("items", items, "split", split, "finish", finish.word()));
      map.putAll(Schedules.map("online", online, "resident", resident));
      return map;
    }
  }

  /**
   * A block computes a tile of the product, each thread a part of it in registers.
   *
   * @param bm rows of the block's tile
   * @param bn columns of the block's tile
   * @param bk depth of a step
   * @param tm rows of a thread's part
   * @param tn columns of a thread's part
   * @param stages tiles of an operand in shared memory: 1, or 2 to wait at one barrier per step
   * @param group rows of tiles that blocks go through column by column
   * @param split blocks that share the depth; above 1, a second kernel adds their parts
   * @param arithmetic how elements are multiplied
   */
  record MatMul(
      int bm,
      int bn,
      int bk,
      int tm,
      int tn,
      int stages,
      int group,
      int split,
      Arithmetic arithmetic)
      implements Schedule {
    /** How elements are multiplied. */
    public enum Arithmetic {
      /** As float32, on the FMA pipe. */
      FMA,
      /** As float32, each as two of TF32, in three products on tensor cores. */
      TF32X3,
      /** As 16-bit floats on tensor cores, which add up in float32. */
      F16,
      /** The same of bfloat16. */
      BF16
    }

    public MatMul {
      Schedules.requireTile(bm, bn, bk, tm, tn);
      if (arithmetic != Arithmetic.FMA) {
        Schedules.requireFragments(bm, bn, bk, tm, tn);
      }
      if (arithmetic == Arithmetic.TF32X3) {
        // Threads load elements at two neighbouring depths at least.
        int depths = bk * Math.min(bm, bn) * tm * tn / (4 * bm * bn);
        Schedules.requireRange("depths that a thread loads", depths, 2, bk);
      }
      Schedules.requireRange("stages", stages, 1, 2);
      Schedules.requireRange("shared bytes", 4 * stages * bk * (bm + bn + 8), 0, 49152);
      Schedules.requireRange("group", group, 1, 64);
      Schedules.requireRange("split", split, 1, 1024);
    }

    /** Makes one that multiplies on the FMA pipe. */
    MatMul(int bm, int bn, int bk, int tm, int tn, int stages, int group, int split) {
      this(bm, bn, bk, tm, tn, stages, group, split, Arithmetic.FMA);
    }

    /** Tells whether tensor cores multiply. */
    boolean onTensorCores() {
      return arithmetic != Arithmetic.FMA;
    }

    /** Returns the threads per block. */
    int threads() {
      return bm / tm * (bn / tn);
    }

    /** Returns the lanes of a warp that lie along a row; the others lie along a column. */
    int lanesAcross() {
      return Schedules.lanesAcross(bm / tm, bn / tn);
    }

    /**
     * Returns how many blocks an SM can hold with the registers that a thread needs: its part, what
     * it multiplies, the next loads and their pointers, and 32 for the rest, a few of which can do
     * without.
     */
    int blocksPerSm() {
      int next = (bm + bn) * bk / threads();
      int multiplied = arithmetic == Arithmetic.TF32X3 ? 6 * tn + 48 : tm + tn;
      int registers = tm * tn + multiplied + next + next / 2 + 32;
      double fit = 65536.0 / (threads() * registers) + 0.15;
      return Math.max(1, Math.min(2048 / threads(), (int) fit));
    }

    @Override
    public String family() {
      return "matmul";
    }

    @Override
    public Map<String, String> settings() {
      Map<String, String> map = Schedules.map("bm", bm, "bn", bn, "bk", bk);
      map.putAll(Schedules.map("tm", tm, "tn", tn, "stages", stages));
      map.putAll(Schedules.map("group", group, "split", split));
      map.put("arithmetic", arithmetic.name().toLowerCase(Locale.ROOT));
      return map;
    }

    /** Leaves the arithmetic out where it is that of the FMA pipe. */
    @Override
    public Map<String, String> printed() {
      Map<String, String> map = settings();
      if (!onTensorCores()) {
        map.remove("arithmetic");
      }
      return map;
    }
  }

  /**
   * Each thread streams some lines of the longer operand of a product past some of the other's.
   *
   * @param block threads per block
   * @param lanes threads that share the depth of a line: a power of two up to 32, or the block
   * @param lines of the longer operand per thread
   * @param columns lines of the other operand per thread
   * @param items loads in flight at once
   * @param split blocks that share the depth; above 1, a second kernel adds their parts
   * @param side the operand whose lines are streamed, a or b
   */
  record MatVec(int block, int lanes, int lines, int columns, int items, int split, String side)
      implements Schedule {
    public MatVec {
      if (!side.equals("a") && !side.equals("b")) {
        throw new IllegalArgumentException("side = " + side + ": expected a or b");
      }
      Schedules.requireBlock(block);
      Schedules.requireVector(lines);
      Schedules.requireRange("lines", lines, 1, 4);
      Schedules.requireRange("columns", columns, 1, 16);
      Schedules.requireRange("items", items, 1, 16);
      Schedules.requireRange("split", split, 1, 1024);
      boolean warp = lanes <= 32 && Integer.bitCount(lanes) == 1;
      if (block % 32 != 0 || block % Math.max(1, lanes) != 0 || !(warp || lanes == block)) {
        throw new IllegalArgumentException(
            "block = "
                + block
                + ", lanes = "
                + lanes
                + ": expected whole warps, and a power of two up to 32 or the block");
      }
      Schedules.requireRange("shared bytes", 4 * block * lines * columns, 0, 49152);
    }

    /** Returns the groups of threads of a block, each with lines of its own. */
    int across() {
      return block / lanes;
    }

    @Override
    public String family() {
      return "matvec";
    }

    @Override
    public Map<String, String> settings() {
      Map<String, String> map = Schedules.map("block", block, "lanes", lanes, "lines", lines);
      map.putAll(Schedules.map("columns", columns, "items", items, "split", split));
      map.put("side", side);
      return map;
    }
  }

  /** As the naive reference does it. */
  record Naive() implements Schedule {
    @Override
    public String family() {
      return "naive";
    }

    @Override
    public Map<String, String> settings() {
      return Schedules.map();
    }
  }
}
