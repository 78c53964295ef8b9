package dev.warpsmith.coder.expert;

import java.util.function.Consumer;

/**
 * Writes how a block computes a tile of a product; {@link TileMath} says what its threads do.
 *
 * <p>A block stages tiles of both operands in shared memory, so that both are read four at a time.
 * The next tiles travel to registers while these are computed. Elements are float32 in shared
 * memory whatever they are outside.
 */
final class TileLoop {
  /** How tiles of b come to registers. */
  enum Operand {
    /** There are {@code quick_a()} and {@code quick_b()} for tiles that lie inside. */
    QUICK,
    /** {@code find_b(depth0)} comes a barrier before {@code load_b(depth0)}. */
    FOUND
  }

  private static final String CHOICE =
      """
      // A choice that is made at compile time.
      template <bool value>
      struct Choice {
        static constexpr bool on = value;
      };
      """;

  private final Schedule.MatMul schedule;
  private final Helpers helpers;
  private final TileMath math;
  private final String index;
  private final CudaWriter out;

  /**
   * Prepares the text.
   *
   * @param index the C++ type of positions
   * @param out where the kernel's body is written
   */
  TileLoop(Schedule.MatMul schedule, Helpers helpers, String index, CudaWriter out) {
    this.schedule = schedule;
    this.helpers = helpers;
    this.math = TileMath.of(schedule, helpers);
    this.index = index;
    this.out = out;
  }

  /**
   * Returns the kernel around the body that was written.
   *
   * @param what the block computes, for the comment, such as {@code a tile of 64 x 64}
   */
  String kernel(String what, RegionContext context, KernelParameters parameters) {
    CudaWriter kernel = new CudaWriter();
    kernel.line(
        "// A block computes %s in steps of %d; %s.".formatted(what, schedule.bk(), math.share()));
    String bounds =
        "__launch_bounds__(%d, %d)".formatted(schedule.threads(), schedule.blocksPerSm());
    kernel.open(
        "extern \"C\" __global__ void %s %s(%s)"
            .formatted(bounds, context.kernel(), parameters.declaration()));
    int floats =
        schedule.stages() * schedule.bk() * (schedule.bm() + schedule.bn() + 2 * math.pad());
    kernel.line("__shared__ __align__(16) float share[" + floats + "];");
    return kernel.block(out.toString()).close().toString();
  }

  /** Returns a launch expression: how many blocks compute so many rows and columns. */
  String blocks(String rows, String columns, String batch) {
    String tiles =
        "ceildiv(%s, %d) * ceildiv(%s, %d)".formatted(rows, schedule.bm(), columns, schedule.bn());
    return tiles + MatMulKernel.times(batch) + MatMulKernel.times("" + schedule.split());
  }

  /** Writes the sizes of tiles. */
  void constants() {
    Schedule.MatMul s = schedule;
    out.line("constexpr int BM = " + s.bm() + ", BN = " + s.bn() + ", BK = " + s.bk() + ";");
    out.line("constexpr int TM = " + s.tm() + ", TN = " + s.tn() + ";");
    out.line("constexpr int A_PITCH = BM + " + math.pad() + ", B_PITCH = BN + " + math.pad() + ";");
    out.line("constexpr int SHARE_A = 0, SHARE_B = BK * A_PITCH;");
    out.line("constexpr int STAGE = BK * (A_PITCH + B_PITCH);");
    out.line("const int thread = threadIdx.x;");
  }

  /** Writes which tile the block computes, of a product of {@code m} rows and {@code n} columns. */
  void tile(String m, String n) {
    out.line("const " + index + " tiles_m = (" + m + " + BM - 1) / BM;");
    out.line("const " + index + " tiles_n = (" + n + " + BN - 1) / BN;");
    out.line(index + " tile = blockIdx.x;");
  }

  /** Writes which of several products the block works on. */
  void batch(String variable) {
    String all = "(tiles_m * tiles_n" + MatMulKernel.times("" + schedule.split()) + ")";
    out.line("const " + index + " " + variable + " = tile / " + all + ";");
    out.line("tile %= " + all + ";");
  }

  /** Writes which part of the depth the block sums up. */
  void depth(String k) {
    int s = schedule.split();
    if (s == 1) {
      out.line("constexpr " + index + " begin = 0;").line("const " + index + " end = " + k + ";");
    } else {
      out.line("const " + index + " chunk = tile / (tiles_m * tiles_n);");
      out.line("tile %= tiles_m * tiles_n;");
      String each = "(%s + BK * %d - 1) / (BK * %d) * BK".formatted(k, s, s);
      out.line("const " + index + " each = " + each + ";");
      out.line("const " + index + " begin = chunk * each;");
      out.line("const " + index + " end = min(" + k + ", begin + each);");
    }
  }

  /** Writes where the tile lies, and which part of it the thread computes. */
  void place() {
    raster();
    math.place(out);
  }

  /** Returns how tiles lie in shared memory. */
  TileLayout layout() {
    return math.layout();
  }

  private void raster() {
    if (schedule.group() == 1) {
      out.line("const " + index + " row0 = tile / tiles_n * BM;");
      out.line("const " + index + " column0 = tile % tiles_n * BN;");
      return;
    }
    out.line("// Blocks that run together cover a rectangle of tiles, to meet in L2.");
    out.line("constexpr int GROUP = " + schedule.group() + ";");
    out.line("const " + index + " above = tile / (GROUP * tiles_n) * GROUP;");
    out.line("const " + index + " high = min(tiles_m - above, (" + index + ")GROUP);");
    out.line("tile %= GROUP * tiles_n;");
    out.line("const " + index + " row0 = (above + tile % high) * BM;");
    out.line("const " + index + " column0 = tile / high * BN;");
  }

  /**
   * Writes the loop over the depth; expects the lambdas {@code load_a(depth0)}, {@code
   * store_a(stage)} and those of b, and {@code rewind_a()} where the arithmetic takes care.
   *
   * @param operand how tiles of b are read
   */
  void loop(Operand operand) {
    math.begin(out);
    boolean twice = math.takesCare();
    out.open("auto multiply = [&](int stage" + (twice ? ", auto careful)" : ")"));
    math.multiply(out);
    out.end("};");
    if (twice) {
      out.open("auto sum_up = [&](auto careful)");
    }
    first(operand);
    steps(operand);
    if (twice) {
      out.end("};");
      again(operand);
    }
    math.finish(out);
  }

  private void first(Operand operand) {
    out.open("if (begin < end)");
    if (operand == Operand.FOUND) {
      out.line("find_b(begin);").line("__syncthreads();");
    }
    out.line("load_a(begin);").line("load_b(begin);");
    if (operand == Operand.FOUND) {
      out.line("find_b(begin + BK);");
    }
    out.close();
  }

  private void steps(Operand operand) {
    boolean two = schedule.stages() == 2;
    out.line(two ? "int stage = 0;" : "constexpr int stage = 0;").line(index + " depth0 = begin;");
    out.line("// The next loads are on their way while what is in shared memory is multiplied.");
    if (operand == Operand.QUICK) {
      out.open("if (quads_a && quads_b" + (math.takesCare() ? " && !careful.on)" : ")"));
      out.open("for (; depth0 + 2 * BK <= end; depth0 += BK)");
      step("quick_a();", "quick_b();");
      out.close().close();
    }
    String loadA = "if (depth0 + BK < end) load_a(depth0 + BK);";
    String loadB = "if (depth0 + BK < end) load_b(depth0 + BK);";
    out.open("for (; depth0 < end; depth0 += BK)");
    if (operand == Operand.FOUND) {
      step(loadA, loadB, "if (depth0 + 2 * BK < end) find_b(depth0 + 2 * BK);");
    } else {
      step(loadA, loadB);
    }
    out.close();
  }

  private void step(String... ahead) {
    out.line("store_a(stage);").line("store_b(stage);").line("__syncthreads();");
    for (String next : ahead) {
      out.line(next);
    }
    out.line(math.takesCare() ? "multiply(stage, careful);" : "multiply(stage);");
    out.line(schedule.stages() == 2 ? "stage = STAGE - stage;" : "__syncthreads();");
  }

  /** Writes what sums up without care, and once more with care where that was not enough. */
  private void again(Operand operand) {
    String choice = helpers.add("Choice", CHOICE);
    out.line("sum_up(" + choice + "<false>{});");
    out.line("// 0 times an infinity or NaN is not 0.");
    out.line("float strange;");
    out.line("asm(\"mov.f32 %0, 0f00000000;\" : \"=f\"(strange)); // no other variable's zero");
    out.unrolled("i", "TM").unrolled("j", "TN");
    out.line("strange = fmaf(0.0f, product[i][j], strange);").close().close();
    out.open("if (__syncthreads_or(strange != 0.0f))");
    out.unrolled("i", "TM").unrolled("j", "TN").line("product[i][j] = 0;").close().close();
    out.line("rewind_a();");
    if (operand == Operand.QUICK) {
      out.line("rewind_b();");
    }
    out.line("sum_up(" + choice + "<true>{});").close();
  }

  /** Returns which row of the product is {@code product[i]}. */
  String row() {
    return "row0 + i / 4 * (4 * BM / TM) + ty + i % 4";
  }

  /** Returns which column of the product is {@code product[i][j]}. */
  String column() {
    return "column0 + " + math.column("j");
  }

  /**
   * Writes what becomes of the thread's part, four neighbours of a row at a time.
   *
   * @param row which row of the result a {@code line} of the product is; {@code row} if it is the
   *     same
   * @param ahead takes what writes a thread's row {@code i}, before any is stored
   * @param store expects {@code part}, {@code row}, {@code first} and {@code quads}
   */
  void results(String m, String n, String row, Consumer<Runnable> ahead, Runnable store) {
    ahead.accept(() -> inside(m, row));
    boolean same = row.equals("row");
    String line = same ? "row" : "line";
    out.line("const bool quads = " + n + " % 4 == 0;");
    out.unrolled("i", "TM");
    out.line("const " + index + " " + line + " = " + row() + ";");
    out.line("#pragma unroll");
    out.open("for (int g = 0; g < TN; g += 4)");
    out.line("const " + index + " first = column0 + " + math.quad("g") + ";");
    out.open("if (" + line + " < " + m + ")");
    if (!same) {
      out.line("const " + index + " row = " + row + ";");
    }
    out.line("const float* of = product[i] + g;");
    out.line("const float part[4] = {of[0], of[1], of[2], of[3]};");
    store.run();
    out.close().close().close();
  }

  /** Writes which {@code row} of the result is the thread's row {@code i}, or the last one. */
  void inside(String m, String row) {
    boolean same = row.equals("row");
    String line = "min(" + row() + ", " + m + " - 1)";
    out.line("const " + index + " " + (same ? "row" : "line") + " = " + line + ";");
    if (!same) {
      out.line("const " + index + " row = " + row + ";");
    }
  }
}
