package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes matrix products on the FMA pipe, with what is pointwise after them.
 *
 * <p>A block stages tiles of both operands in shared memory, so that both are read four at a time;
 * each thread keeps its part of the product in registers (Volkov and Demmel 2008), and the lanes of
 * a warp cover a rectangle, so that they share what they read. The next tiles travel to registers
 * while these are computed. Elements are float32 in shared memory whatever they are outside.
 */
final class MatMulKernel {
  /** Keeps transposed stores to shared memory off the same banks, and rows aligned to 16 bytes. */
  private static final int PAD = 4;

  private final RegionContext context;
  private final Schedule.MatMul schedule;
  private final Product product;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final String index;
  private final CudaWriter out = new CudaWriter();

  private MatMulKernel(RegionContext context, Schedule.MatMul schedule) {
    this.context = context;
    this.schedule = schedule;
    this.product = Product.of(context);
    this.index = product.indexType(context.sizes());
    this.helpers = new Helpers(index);
    this.parameters = new KernelParameters(context.identifiers(), index);
  }

  static Rendered render(RegionContext context, Schedule.MatMul schedule) {
    return new MatMulKernel(context, schedule).render();
  }

  private Rendered render() {
    String a = parameters.input(product.a());
    String b = parameters.input(product.b());
    List<String> scratch = new ArrayList<>(context.scratch());
    List<String> launches = new ArrayList<>();
    StringBuilder code = new StringBuilder(context.comment());
    if (schedule.split() == 1) {
      MatMulEpilogue epilogue = new MatMulEpilogue(context, product, parameters, helpers, 4);
      epilogue.function();
      body(a, b, () -> epilogue.call(out, "part"));
      code.append(epilogue.function());
      code.append(frame());
      launches.add(launch());
    } else {
      SplitK split = new SplitK(context, product, helpers, schedule.split());
      body(a, b, () -> split.store(out, parameters));
      Rendered sum = split.sum();
      code.append(frame()).append('\n').append(sum.code());
      launches.add(launch());
      launches.addAll(sum.launches());
      scratch.addAll(sum.scratch());
    }
    return new Rendered(helpers.texts(), code.toString(), launches, scratch);
  }

  private String launch() {
    String rows = Offsets.factor(Offsets.product(product.rows()));
    String columns = product.columns().get(0);
    String tiles =
        "ceildiv(%s, %d) * ceildiv(%s, %d)".formatted(rows, schedule.bm(), columns, schedule.bn());
    String grid = tiles + times(Offsets.product(product.batch())) + times("" + schedule.split());
    return "%s<<<(%s), (%d)>>>(%s)"
        .formatted(context.kernel(), grid, schedule.threads(), parameters.arguments());
  }

  /** Returns the rest of a C++ or launch expression that multiplies by a factor. */
  static String times(String factor) {
    return factor.equals("1") ? "" : " * " + Offsets.factor(factor);
  }

  private String frame() {
    CudaWriter kernel = new CudaWriter();
    kernel.line(
        "// A block computes a tile of %d x %d in steps of %d; a thread %d x %d of it in registers."
            .formatted(schedule.bm(), schedule.bn(), schedule.bk(), schedule.tm(), schedule.tn()));
    String bounds =
        "__launch_bounds__(%d, %d)".formatted(schedule.threads(), schedule.blocksPerSm());
    kernel.open(
        "extern \"C\" __global__ void %s %s(%s)"
            .formatted(bounds, context.kernel(), parameters.declaration()));
    int floats = schedule.stages() * schedule.bk() * (schedule.bm() + schedule.bn() + 2 * PAD);
    kernel.line("__shared__ __align__(16) float share[" + floats + "];");
    return kernel.block(out.toString()).close().toString();
  }

  private void body(String a, String b, Runnable store) {
    String m = parameters.size(Offsets.product(product.rows()), "m");
    String n = parameters.size(product.columns().get(0), "n");
    String k = parameters.size(product.depth(), "k");
    constants();
    place(m, n, k);
    String batchA = product.batch().isEmpty() ? "" : " + batch * " + m + " * " + k;
    String batchB =
        product.batch().isEmpty() || product.sharesB() ? "" : " + batch * " + k + " * " + n;
    out.block(tiles("a", product.a(), a + batchA, product.deepA()).text(type(product.a()), m, k));
    out.block(tiles("b", product.b(), b + batchB, product.deepB()).text(type(product.b()), n, k));
    out.line("float product[TM][TN] = {};");
    mainLoop();
    results(m, n, store);
  }

  private static String type(TensorSpec tensor) {
    return tensor.dtype().cudaName();
  }

  private MatMulTiles tiles(String operand, TensorSpec tensor, String pointer, boolean deep) {
    return new MatMulTiles(
        operand, pointer, deep, schedule, index, helpers.read(4, tensor.dtype()));
  }

  private void constants() {
    Schedule.MatMul s = schedule;
    out.line("constexpr int BM = " + s.bm() + ", BN = " + s.bn() + ", BK = " + s.bk() + ";");
    out.line("constexpr int TM = " + s.tm() + ", TN = " + s.tn() + ";");
    out.line("constexpr int A_PITCH = BM + " + PAD + ", B_PITCH = BN + " + PAD + ";");
    out.line("constexpr int SHARE_A = 0, SHARE_B = BK * A_PITCH;");
    out.line("constexpr int STAGE = BK * (A_PITCH + B_PITCH);");
    out.line("const int thread = threadIdx.x;");
  }

  /** Writes which tile the block computes, and which part of it the thread. */
  private void place(String m, String n, String k) {
    out.line("const " + index + " tiles_m = (" + m + " + BM - 1) / BM;");
    out.line("const " + index + " tiles_n = (" + n + " + BN - 1) / BN;");
    out.line(index + " tile = blockIdx.x;");
    if (!product.batch().isEmpty()) {
      String all = "(tiles_m * tiles_n" + times("" + schedule.split()) + ")";
      out.line("const " + index + " batch = tile / " + all + ";");
      out.line("tile %= " + all + ";");
    }
    if (schedule.split() == 1) {
      out.line("constexpr " + index + " begin = 0;").line("const " + index + " end = " + k + ";");
    } else {
      out.line("const " + index + " chunk = tile / (tiles_m * tiles_n);");
      out.line("tile %= tiles_m * tiles_n;");
      String each = "(%s + BK * %d - 1) / (BK * %d) * BK".formatted(k, s(), s());
      out.line("const " + index + " each = " + each + ";");
      out.line("const " + index + " begin = chunk * each;");
      out.line("const " + index + " end = min(" + k + ", begin + each);");
    }
    raster();
    out.line(
        "// The lanes of a warp cover a rectangle; a thread's rows and columns come in fours.");
    int across = schedule.lanesAcross();
    out.line("const int lane_x = thread % " + across + ", lane_y = thread % 32 / " + across + ";");
    out.line("constexpr int WARPS_X = BN / TN / " + across + ";");
    out.line("const int tx = (thread / 32 % WARPS_X * " + across + " + lane_x) * 4;");
    out.line("const int ty = (thread / 32 / WARPS_X * " + 32 / across + " + lane_y) * 4;");
  }

  private int s() {
    return schedule.split();
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

  private void mainLoop() {
    boolean two = schedule.stages() == 2;
    out.open("auto multiply = [&](int stage)");
    multiply();
    out.end("};");
    out.open("if (begin < end)").line("load_a(begin);").line("load_b(begin);").close();
    out.line(two ? "int stage = 0;" : "constexpr int stage = 0;").line(index + " depth0 = begin;");
    out.line("// The next loads are on their way while what is in shared memory is multiplied.");
    out.open("if (quads_a && quads_b)");
    out.open("for (; depth0 + 2 * BK <= end; depth0 += BK)");
    step("quick_a();", "quick_b();");
    out.close().close();
    out.open("for (; depth0 < end; depth0 += BK)");
    step(
        "if (depth0 + BK < end) load_a(depth0 + BK);",
        "if (depth0 + BK < end) load_b(depth0 + BK);");
    out.close();
  }

  private void step(String nextA, String nextB) {
    out.line("store_a(stage);").line("store_b(stage);").line("__syncthreads();");
    out.line(nextA).line(nextB).line("multiply(stage);");
    out.line(schedule.stages() == 2 ? "stage = STAGE - stage;" : "__syncthreads();");
  }

  private void multiply() {
    out.line("const float* tile_a = share + stage + ty;");
    out.line("const float* tile_b = share + stage + SHARE_B + tx;");
    out.unrolled("depth", "BK");
    out.line("float part_a[TM], part_b[TN];");
    quads("TM", "part_a", "tile_a + depth * A_PITCH + g * (BM / TM)");
    quads("TN", "part_b", "tile_b + depth * B_PITCH + g * (BN / TN)");
    out.unrolled("i", "TM");
    out.unrolled("j", "TN");
    out.line("product[i][j] = fmaf(part_a[i], part_b[j], product[i][j]);");
    out.close().close().close();
  }

  private void quads(String count, String to, String from) {
    out.line("#pragma unroll");
    out.open("for (int g = 0; g < " + count + "; g += 4)");
    out.line("const float4 all = *reinterpret_cast<const float4*>(" + from + ");");
    for (int lane = 0; lane < 4; lane++) {
      out.line(to + "[g + " + lane + "] = all." + "xyzw".charAt(lane) + ";");
    }
    out.close();
  }

  private void results(String m, String n, Runnable store) {
    out.line("const bool quads = " + n + " % 4 == 0;");
    out.unrolled("i", "TM");
    out.line("const " + index + " row = row0 + i / 4 * (4 * BM / TM) + ty + i % 4;");
    out.line("#pragma unroll");
    out.open("for (int g = 0; g < TN; g += 4)");
    out.line("const " + index + " first = column0 + g * (BN / TN) + tx;");
    out.open("if (row < " + m + ")");
    out.line("const float* of = product[i] + g;");
    out.line("const float part[4] = {of[0], of[1], of[2], of[3]};");
    store.run();
    out.close().close().close();
  }
}
