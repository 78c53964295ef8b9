package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes products of a long matrix and one with few lines, with what is pointwise after them: the
 * long matrix is streamed once, straight into registers.
 *
 * <p>A line is a row of A or a column of B. Threads that share the depth of a line lie along it
 * where it is contiguous in memory, and add what they have with shuffles; otherwise warps lie
 * across lines, and rows of threads add what they have in shared memory.
 */
final class MatVecKernel {
  private final RegionContext context;
  private final Schedule.MatVec schedule;
  private final MatrixProduct product;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final String index;
  private final boolean longA;
  private final boolean deep;
  private final CudaWriter out = new CudaWriter();

  private MatVecKernel(RegionContext context, Schedule.MatVec schedule) {
    this.context = context;
    this.schedule = schedule;
    this.product = MatrixProduct.of(context);
    this.index = product.indexType(context.sizes());
    this.helpers = new Helpers(index);
    this.parameters = new KernelParameters(context.identifiers(), index);
    this.longA = schedule.side().equals("a");
    this.deep = longA ? product.deepA() : product.deepB();
  }

  static Rendered render(RegionContext context, Schedule.MatVec schedule) {
    return new MatVecKernel(context, schedule).render();
  }

  private Rendered render() {
    parameters.input(product.a());
    parameters.input(product.b());
    List<String> scratch = new ArrayList<>(context.scratch());
    List<String> launches = new ArrayList<>();
    StringBuilder code = new StringBuilder(context.comment());
    if (schedule.split() == 1) {
      Epilogue epilogue = new Epilogue(context, product, parameters, helpers, 1);
      epilogue.function();
      body(value -> epilogue.call(out, value));
      code.append(epilogue.function()).append(frame());
      launches.add(launch());
    } else {
      SplitK split = new SplitK(context, product, helpers, schedule.split());
      body(value -> split.storeOne(out, parameters));
      Rendered sum = split.sum();
      code.append(frame()).append('\n').append(sum.code());
      launches.add(launch());
      launches.addAll(sum.launches());
      scratch.addAll(sum.scratch());
    }
    return new Rendered(helpers.texts(), code.toString(), launches, scratch);
  }

  private String frame() {
    CudaWriter kernel = new CudaWriter();
    kernel.line(
        "// %d threads share the depth of %d x %d elements of the product."
            .formatted(schedule.lanes(), schedule.lines(), schedule.columns()));
    kernel.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(schedule.block(), context.kernel(), parameters.declaration()));
    return kernel.block(out.toString()).close().toString();
  }

  private String launch() {
    String groups =
        "ceildiv(%s, %d) * ceildiv(%s, %d)"
            .formatted(
                Offsets.factor(lines()),
                schedule.lines(),
                Offsets.factor(columns()),
                schedule.columns());
    String all =
        groups
            + MatMulKernel.times(Offsets.product(product.batch()))
            + MatMulKernel.times("" + schedule.split());
    return "%s<<<(ceildiv(%s, %d)), (%d)>>>(%s)"
        .formatted(
            context.kernel(), all, schedule.across(), schedule.block(), parameters.arguments());
  }

  private String lines() {
    return Offsets.product(longA ? product.rows() : product.columns());
  }

  private String columns() {
    return Offsets.product(longA ? product.columns() : product.rows());
  }

  private void body(Consumer<String> store) {
    String k = parameters.size(product.depth(), "k");
    String size = parameters.size(lines(), longA ? "m" : "n");
    String few = parameters.size(columns(), longA ? "n" : "m");
    out.line(
        "constexpr int LINES = %d, COLUMNS = %d, LANES = %d;"
            .formatted(schedule.lines(), schedule.columns(), schedule.lanes()));
    if (deep) {
      out.line("constexpr int VECTOR = " + MatVecLoops.VECTOR + ";");
    }
    out.line("const int thread = threadIdx.x;");
    out.line("constexpr int ACROSS = " + schedule.across() + ";");
    out.line("const " + index + " tiles = (" + size + " + LINES - 1) / LINES;");
    out.line("const " + index + " across = (" + few + " + COLUMNS - 1) / COLUMNS;");
    out.line("const " + index + " group0 = (" + index + ")blockIdx.x * ACROSS;");
    place("group0 + " + (deep ? "thread / LANES" : "thread % ACROSS"));
    depths(k);
    pointers(k);
    out.line("float product[LINES][COLUMNS] = {};");
    out.block(loops(size, few, k).text());
    if (deep) {
      finishDeep(size, few, store);
    } else {
      finishWide(size, few, store);
    }
  }

  /**
   * Writes which elements of the product a group of threads computes. Groups that stream the same
   * lines are neighbours, unless neighbours must have neighbouring lines to read them coalesced.
   */
  private void place(String group) {
    boolean split = schedule.split() > 1;
    boolean batched = !product.batch().isEmpty();
    List<String> inner =
        deep ? List.of("across", "column0", "COLUMNS") : List.of("tiles", "line0", "LINES");
    List<String> outer =
        deep ? List.of("tiles", "line0", "LINES") : List.of("across", "column0", "COLUMNS");
    out.line("const " + index + " group = " + group + ";");
    divide("group", inner.get(0), "above", inner.get(1), " * " + inner.get(2));
    String last = "above";
    String limit = outer.get(0);
    if (batched || split) {
      divide("above", outer.get(0), "high", outer.get(1), " * " + outer.get(2));
      last = "high";
      limit = String.valueOf(schedule.split());
    } else {
      out.line("const %s %s = above * %s;".formatted(index, outer.get(1), outer.get(2)));
    }
    if (batched) {
      String batches = parameters.size(Offsets.product(product.batch()), "batches");
      if (split) {
        divide("high", batches, "chunk", "batch", "");
      } else {
        out.line("const " + index + " batch = min(high, " + batches + " - 1);");
        limit = batches;
      }
    } else if (split) {
      out.line("const " + index + " chunk = high;");
    }
    out.line("const bool inside = " + (batched && split ? "chunk" : last) + " < " + limit + ";");
  }

  private void divide(String value, String by, String quotient, String rest, String times) {
    out.line("const " + index + " " + quotient + " = " + value + " / " + by + ";");
    String left = value + " - " + quotient + " * " + by;
    out.line(
        "const "
            + index
            + " "
            + rest
            + " = "
            + (times.isEmpty() ? left : "(" + left + ")" + times)
            + ";");
  }

  /** Writes which part of the depth the block's group covers. */
  private void depths(String k) {
    if (schedule.split() == 1) {
      out.line("constexpr " + index + " begin = 0;").line("const " + index + " end = " + k + ";");
      return;
    }
    int parts = schedule.split() * MatVecLoops.VECTOR;
    out.line(
        "const %s each = (%s + %d) / %d * %d;"
            .formatted(index, k, parts - 1, parts, MatVecLoops.VECTOR));
    out.line("const " + index + " begin = min(" + k + ", chunk * each);");
    out.line("const " + index + " end = min(" + k + ", begin + each);");
  }

  /** Writes where the long and the short operand's matrices begin. */
  private void pointers(String k) {
    String m = parameters.size(Offsets.product(product.rows()), "m");
    String n = parameters.size(product.columns().get(0), "n");
    boolean batched = !product.batch().isEmpty();
    String a = parameters.input(product.a());
    String b = parameters.input(product.b());
    a = batched ? a + " + batch * " + m + " * " + k : a;
    b = batched && !product.sharesB() ? b + " + batch * " + k + " * " + n : b;
    pointer("many", longA ? product.a() : product.b(), longA ? a : b);
    pointer("few", longA ? product.b() : product.a(), longA ? b : a);
  }

  private void pointer(String name, TensorSpec tensor, String text) {
    out.line("const " + tensor.dtype().cudaName() + "* " + name + " = " + text + ";");
  }

  private MatVecLoops loops(String size, String few, String k) {
    boolean deepFew = longA ? product.deepB() : product.deepA();
    TensorSpec many = longA ? product.a() : product.b();
    TensorSpec other = longA ? product.b() : product.a();
    int vector = deep ? MatVecLoops.VECTOR : schedule.lines();
    String readMany = vector == 1 ? "" : helpers.read(vector, many.dtype());
    String readFew = deep ? helpers.read(vector, other.dtype()) : "";
    return new MatVecLoops(schedule, index, deep, deepFew, readMany, readFew, size, few, k);
  }

  /** Threads that share a line add what they have with shuffles, and one of them stores it. */
  private void finishDeep(String size, String few, Consumer<String> store) {
    int warps = Math.max(1, schedule.lanes() / 32);
    if (warps > 1) {
      out.line("__shared__ float share[LINES * COLUMNS * " + warps + "];");
    }
    out.unrolled("i", "LINES");
    out.unrolled("j", "COLUMNS");
    String slot = "share + (i * COLUMNS + j) * " + warps;
    String sum = helpers.reduce(Combine.SUM, schedule.lanes(), "product[i][j]", slot);
    out.line("const float part[1] = {" + sum + "};");
    out.line("const " + index + " at = line0 + i;");
    String mine = "worker == (i * COLUMNS + j) % LANES && ";
    store(mine, size, few, store);
    out.close().close();
  }

  /** Threads that share a line add what they have in shared memory, each some results. */
  private void finishWide(String size, String few, Consumer<String> store) {
    if (schedule.lanes() == 1) {
      out.unrolled("i", "LINES");
      out.unrolled("j", "COLUMNS");
      out.line("const float part[1] = {product[i][j]};");
      out.line("const " + index + " at = line0 + i;");
      store("", size, few, store);
      out.close().close();
      return;
    }
    out.line("__shared__ float share[LANES * LINES * COLUMNS * ACROSS];");
    out.unrolled("i", "LINES");
    out.unrolled("j", "COLUMNS");
    out.line("const int to = (worker * LINES + i) * COLUMNS + j;");
    out.line("share[to * ACROSS + thread % ACROSS] = product[i][j];");
    out.close().close().line("__syncthreads();");
    out.open("for (int of = thread; of < LINES * COLUMNS * ACROSS; of += LANES * ACROSS)");
    out.line("float part[1] = {};");
    out.unrolled("lane", "LANES");
    out.line("part[0] += share[lane * LINES * COLUMNS * ACROSS + of];").close();
    out.line("const int i = of / ACROSS / COLUMNS, j = of / ACROSS % COLUMNS;");
    place("group0 + of % ACROSS");
    out.line("const " + index + " at = line0 + i;");
    store("", size, few, store);
    out.close();
  }

  private void store(String mine, String size, String few, Consumer<String> store) {
    out.open("if (" + mine + "inside && at < " + size + " && column0 + j < " + few + ")");
    out.line("const " + index + " row = " + (longA ? "at" : "column0 + j") + ";");
    out.line("const " + index + " first = " + (longA ? "column0 + j" : "at") + ";");
    store.accept("part");
    out.close();
  }
}
