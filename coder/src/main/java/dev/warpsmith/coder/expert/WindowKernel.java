package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes folds of windows, with what is pointwise after them.
 *
 * <p>The lanes of a warp lie along the last dim, so that each load is of neighbours. A thread's
 * outputs lie above each other, and an element that several of their windows hold is read once.
 */
final class WindowKernel {
  /** Weights of a window that a thread keeps in registers. */
  private static final int KEPT = 32;

  private final RegionContext context;
  private final WindowSchedule schedule;
  private final Window window;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final String index;
  private final int rank;
  private final int items;
  private final CudaWriter out = new CudaWriter();

  private WindowKernel(RegionContext context, WindowSchedule schedule) {
    this.context = context;
    this.schedule = schedule;
    this.window = Window.of(context);
    this.index = window.indexType(context.sizes());
    this.helpers = new Helpers(index);
    this.parameters = new KernelParameters(context.identifiers(), index);
    this.rank = window.rank();
    this.items = schedule.items();
  }

  static Rendered render(RegionContext context, WindowSchedule schedule) {
    return new WindowKernel(context, schedule).render();
  }

  private Rendered render() {
    String x = parameters.input(window.x());
    Epilogue epilogue = new Epilogue(context, window, parameters, helpers, 1);
    epilogue.function();
    body(x, epilogue);
    CudaWriter kernel = new CudaWriter();
    kernel.block(context.comment()).block(epilogue.function()).line("");
    kernel.line(
        items == 1
            ? "// A thread folds the window of an output."
            : "// A thread folds the windows of %d outputs.".formatted(items));
    kernel.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(
                schedule.lanes() * schedule.lines(), context.kernel(), parameters.declaration()));
    kernel.block(out.toString()).close();
    return new Rendered(helpers.texts(), kernel.toString(), List.of(launch()), context.scratch());
  }

  private String launch() {
    String width = window.columns().get(rank - 1);
    String lines =
        "ceildiv(%s, %d)".formatted(Offsets.factor(Offsets.product(lines())), schedule.lines());
    return "%s<<<(ceildiv(%s, %d) * %s), (%d)>>>(%s)"
        .formatted(
            context.kernel(),
            width,
            schedule.lanes() * (rank == 1 ? items : 1),
            lines,
            schedule.lanes() * schedule.lines(),
            parameters.arguments());
  }

  /** Returns the lengths of what lines of threads go through: planes and outputs but the last. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>(window.rows());
    List<String> columns = window.columns();
    for (int dim = 0; dim < rank - 1; dim++) {
      lines.add(
          shared(dim) ? "ceildiv(" + columns.get(dim) + ", " + items + ")" : columns.get(dim));
    }
    return lines;
  }

  /** Tells whether a thread's outputs lie along a dim that is not the last. */
  private boolean shared(int dim) {
    return dim == rank - 2 && items > 1;
  }

  private void body(String x, Epilogue epilogue) {
    List<String> outputs = parameters.sizes(window.columns());
    List<String> inputs = parameters.sizes(window.inputs());
    out.line("constexpr int LANES = " + schedule.lanes() + ";");
    place(outputs);
    begins();
    String plane = Offsets.factor(Offsets.product(inputs));
    out.line("const %s* from = %s + row * %s;".formatted(window.x().dtype().cudaName(), x, plane));
    weights();
    out.line("float value[" + items + "];");
    out.unrolled("i", "" + items);
    out.line("value[i] = " + (window.max() ? "-INFINITY" : "0.0f") + ";").close();
    String begin =
        Offsets.linear(dims(dim -> (dim == 0 ? "(" + index + ")" : "") + "base" + dim), inputs);
    out.line("const auto* at = from + %s;".formatted(begin));
    List<String> inside = inside(inputs);
    if (inside.isEmpty()) {
      fold(inputs, false);
    } else {
      out.line("// A warp goes one way, so that none goes both.");
      out.open("if (__all_sync(__activemask(), " + String.join(" && ", inside) + "))");
      fold(inputs, false);
      out.next("else");
      fold(inputs, true);
      out.close();
    }
    store(outputs, epilogue);
  }

  /** Writes which outputs the thread computes: {@code o} with each dim's number, the first ones. */
  private void place(List<String> outputs) {
    String width = outputs.get(rank - 1);
    String tile = rank == 1 && items > 1 ? "(LANES * " + items + ")" : "LANES";
    out.line("const %s across = (%s + %s - 1) / %s;".formatted(index, width, tile, tile));
    out.line(
        "const %s o%d = (%s)blockIdx.x %% across * %s + threadIdx.x %% LANES;"
            .formatted(index, rank - 1, index, tile));
    out.line(
        "%s line = (%s)blockIdx.x / across * %d + threadIdx.x / LANES;"
            .formatted(index, index, schedule.lines()));
    for (int dim = rank - 2; dim >= 0; dim--) {
      String length = outputs.get(dim);
      String lines =
          shared(dim) ? "((" + length + " + " + (items - 1) + ") / " + items + ")" : length;
      String times = shared(dim) ? " * " + items : "";
      out.line("const %s o%d = line %% %s%s;".formatted(index, dim, lines, times));
      out.line("line /= " + lines + ";");
    }
    String rows = parameters.size(Offsets.product(window.rows()), "rows");
    out.line("const " + index + " row = line;");
    out.line("if (o%d >= %s || row >= %s) return;".formatted(rank - 1, width, rows));
  }

  private void begins() {
    for (int dim = 0; dim < rank; dim++) {
      int stride = window.stride().get(dim);
      int padding = window.padding().get(dim);
      String begin = "o" + dim + (stride == 1 ? "" : " * " + stride);
      out.line(
          "const int base%d = %s;".formatted(dim, padding == 0 ? begin : begin + " - " + padding));
    }
  }

  private void weights() {
    window
        .weight()
        .ifPresent(
            weight -> {
              String channel = "row % " + parameters.size(window.rows().get(1), "channels");
              String pointer = parameters.input(weight) + " + " + channel + " * " + window.volume();
              out.line("const %s* weights = %s;".formatted(weight.dtype().cudaName(), pointer));
              if (window.volume() <= KEPT) {
                out.line("float kept[" + window.volume() + "];");
                out.unrolled("i", "" + window.volume());
                out.line("kept[i] = __ldg(weights + i);").close();
              }
            });
  }

  /** Returns the conditions under which all that the thread's windows hold lies inside. */
  private List<String> inside(List<String> inputs) {
    List<String> conditions = new ArrayList<>();
    for (int dim = 0; dim < rank; dim++) {
      if (guarded(dim)) {
        int last = window.reach(dim, shared(dim) ? items : 1) - 1;
        String more =
            rank == 1 && items > 1 ? " + LANES * " + (items - 1) * window.stride().get(0) : "";
        conditions.add(
            "base%d >= 0 && base%d + %d%s < %s".formatted(dim, dim, last, more, inputs.get(dim)));
      }
    }
    return conditions;
  }

  /** Tells whether a thread may look outside in a dim, be it for an output that is none. */
  private boolean guarded(int dim) {
    return window.reachesOut(dim) || shared(dim) || (rank == 1 && items > 1);
  }

  /**
   * Writes the loops over what the windows hold.
   *
   * @param guarded whether some of it may lie outside
   */
  private void fold(List<String> inputs, boolean guarded) {
    if (rank == 1) {
      out.unrolled("i", "" + items);
    }
    String at = "at";
    String missing = "";
    for (int dim = 0; dim < rank; dim++) {
      boolean last = dim == rank - 1;
      if (last && linesFirst()) {
        out.line("float along = 0.0f;");
      }
      out.unrolled("t" + dim, "" + reach(dim));
      if (guarded && guarded(dim)) {
        String outside =
            "(unsigned)(base%d + %s) >= (unsigned)%s".formatted(dim, step(dim), inputs.get(dim));
        out.line(
            "const unsigned out%d = %s;"
                .formatted(dim, missing.isEmpty() ? outside : missing + " | (" + outside + ")"));
        missing = "out" + dim;
      }
      if (!last) {
        String stride = Offsets.factor(Offsets.product(inputs.subList(dim + 1, rank)));
        out.line(
            "const auto* at%d = %s + (%s)(%s) * %s;".formatted(dim, at, index, step(dim), stride));
        at = "at" + dim;
      }
    }
    String load = "(float)%s[%s]".formatted(at, step(rank - 1));
    if (!missing.isEmpty()) {
      DType type = window.x().dtype();
      String read = window.max() ? helpers.lowestUnless(type) : helpers.readUnless(type);
      load = "%s(%s + %s, %s)".formatted(read, at, step(rank - 1), missing);
    }
    out.line("const float element = " + load + ";");
    if (linesFirst()) {
      out.line("along = t%d == 0 ? element : %s;".formatted(rank - 1, folded("along")));
      out.close();
      out.line("const float element = along;");
    }
    combine();
    for (int dim = rank == 1 ? -1 : 0; dim < (linesFirst() ? rank - 1 : rank); dim++) {
      out.close();
    }
  }

  /** Tells whether what a window holds of a line is folded before several windows take it. */
  private boolean linesFirst() {
    return rank > 1 && window.weight().isEmpty();
  }

  /** Returns how far a step of the loop over a dim lies from the window's begin. */
  private String step(int dim) {
    int dilation = window.dilation().get(dim);
    String step = "t" + dim + (dim == rank - 2 || dilation == 1 ? "" : " * " + dilation);
    return rank == 1 && items > 1 ? step + " + i * (LANES * " + window.stride().get(0) + ")" : step;
  }

  /** Returns how many steps a loop over a dim takes; along rows, steps are of single elements. */
  private int reach(int dim) {
    return dim == rank - 2 ? window.reach(dim, items) : window.lengths().get(dim);
  }

  /** Writes into which outputs an element goes: those whose windows hold its row. */
  private void combine() {
    if (rank == 1) {
      combineOne();
      return;
    }
    int stride = window.stride().get(rank - 2);
    int dilation = window.dilation().get(rank - 2);
    int last = window.reach(rank - 2, 1) - 1;
    out.unrolled("i", "" + items);
    out.line("const int below = t%d - i * %d;".formatted(rank - 2, stride));
    String every = dilation == 1 ? "" : " && below % " + dilation + " == 0";
    out.open("if (below >= 0 && below <= " + last + every + ")");
    String held = dilation == 1 ? "below" : "below / " + dilation;
    out.line("[[maybe_unused]] const int held = " + held + ";");
    combineOne();
    out.close().close();
  }

  private void combineOne() {
    if (window.weight().isPresent()) {
      String tap =
          Offsets.linear(
              dims(dim -> dim == rank - 2 ? "held" : "t" + dim),
              window.lengths().stream().map(String::valueOf).toList());
      boolean kept = window.volume() <= KEPT;
      String weight = kept ? "kept[" + tap + "]" : "(float)__ldg(weights + " + tap + ")";
      out.line("value[i] = fmaf(element, " + weight + ", value[i]);");
    } else {
      out.line("value[i] = " + folded("value[i]") + ";");
    }
  }

  private String folded(String value) {
    return window.max() ? helpers.maxNan() + "(" + value + ", element)" : value + " + element";
  }

  private void store(List<String> outputs, Epilogue epilogue) {
    out.unrolled("i", "" + items);
    if (items > 1) {
      int dim = Math.max(0, rank - 2);
      out.line("if (%s >= %s) break;".formatted(place(dim), outputs.get(dim)));
    }
    String first = Offsets.linear(dims(this::place), outputs);
    out.line("const " + index + " first = " + first + ";");
    out.line("const float part[1] = {value[i]" + divisor() + "};");
    epilogue.call(out, "part");
    out.close();
  }

  /** Returns where the thread's output {@code i} lies in a dim. */
  private String place(int dim) {
    if (rank == 1 && items > 1) {
      return "(o0 + i * LANES)";
    }
    return shared(dim) ? "(o" + dim + " + i)" : "o" + dim;
  }

  private List<String> dims(IntFunction<String> text) {
    return IntStream.range(0, rank).mapToObj(text).toList();
  }

  /** Returns the division of a mean by how many places of the window count. */
  private String divisor() {
    if (window.max() || window.pool().isEmpty()) {
      return "";
    }
    Op.Pool op = window.pool().get();
    List<String> counts = new ArrayList<>();
    List<String> inputs = parameters.sizes(window.inputs());
    for (int dim = 0; dim < rank; dim++) {
      counts.add(count(op, dim, inputs.get(dim)));
    }
    return " / (float)(" + String.join(" * ", counts) + ")";
  }

  private String count(Op.Pool op, int dim, String length) {
    int reach = op.window().get(dim);
    int padding = op.padding().get(dim);
    if (!op.lastMayEndOutside() && (padding == 0 || op.countsPadding())) {
      return "" + reach;
    }
    String apart = rank == 1 ? "LANES * " + op.stride().get(0) : "" + op.stride().get(dim);
    boolean several = items > 1 && (rank == 1 || shared(dim));
    String base = several ? "(base%d + i * %s)".formatted(dim, apart) : "base" + dim;
    String end = op.countsPadding() ? "(int)" + length + " + " + padding : "(int)" + length;
    String begin = op.countsPadding() ? base : "max(" + base + ", 0)";
    return "(min(%s + %d, %s) - %s)".formatted(base, reach, end, begin);
  }
}
