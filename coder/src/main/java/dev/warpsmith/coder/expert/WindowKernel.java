package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;
import java.util.ArrayList;
import java.util.List;

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
    this.items = rank == 1 ? 1 : schedule.items();
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
            : "// A thread folds the windows of %d outputs above each other.".formatted(items));
    kernel.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(
                schedule.lanes() * schedule.lines(), context.kernel(), parameters.declaration()));
    kernel.block(out.toString()).close();
    return new Rendered(helpers.texts(), kernel.toString(), List.of(launch()), context.scratch());
  }

  private String launch() {
    String across = "ceildiv(%s, %d)".formatted(last(window.columns()), schedule.lanes());
    String lines =
        "ceildiv(%s, %d)".formatted(Offsets.factor(Offsets.product(lines())), schedule.lines());
    return "%s<<<(%s * %s), (%d)>>>(%s)"
        .formatted(
            context.kernel(),
            across,
            lines,
            schedule.lanes() * schedule.lines(),
            parameters.arguments());
  }

  private static String last(List<String> lengths) {
    return lengths.get(lengths.size() - 1);
  }

  /** Returns the lengths of what lines of threads go through: planes and outputs but the last. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>(window.batch());
    lines.addAll(window.rows());
    List<String> columns = window.columns();
    for (int dim = 0; dim < rank - 1; dim++) {
      boolean shared = dim == rank - 2 && items > 1;
      lines.add(shared ? "ceildiv(" + columns.get(dim) + ", " + items + ")" : columns.get(dim));
    }
    return lines;
  }

  private void body(String x, Epilogue epilogue) {
    List<String> outputs = parameters.sizes(window.columns());
    List<String> inputs = parameters.sizes(window.inputs());
    out.line("constexpr int LANES = " + schedule.lanes() + ";");
    place(outputs);
    begins();
    String plane = Offsets.factor(Offsets.product(inputs));
    out.line(
        "const %s* from = %s + plane * %s;".formatted(window.x().dtype().cudaName(), x, plane));
    weights();
    out.line("float value[" + items + "];");
    out.unrolled("i", "" + items);
    out.line("value[i] = " + (window.max() ? "-INFINITY" : "0.0f") + ";").close();
    fold(inputs);
    store(outputs, epilogue);
  }

  /** Writes which outputs the thread computes: {@code o} with each dim's number, the first ones. */
  private void place(List<String> outputs) {
    String width = outputs.get(rank - 1);
    out.line("const %s across = (%s + LANES - 1) / LANES;".formatted(index, width));
    out.line(
        "const %s o%d = (%s)blockIdx.x %% across * LANES + threadIdx.x %% LANES;"
            .formatted(index, rank - 1, index));
    out.line(
        "%s line = (%s)blockIdx.x / across * %d + threadIdx.x / LANES;"
            .formatted(index, index, schedule.lines()));
    for (int dim = rank - 2; dim >= 0; dim--) {
      String length = outputs.get(dim);
      boolean shared = dim == rank - 2 && items > 1;
      String lines = shared ? "((" + length + " + " + (items - 1) + ") / " + items + ")" : length;
      String times = shared ? " * " + items : "";
      out.line("const %s o%d = line %% %s%s;".formatted(index, dim, lines, times));
      out.line("line /= " + lines + ";");
    }
    out.line("const " + index + " plane = line;");
    String channels = parameters.size(window.rows().get(0), "channels");
    String images = parameters.size(window.batch().get(0), "images");
    out.line(
        "if (o%d >= %s || plane >= %s * %s) return;".formatted(rank - 1, width, images, channels));
    out.line("const " + index + " row = plane % " + channels + ";");
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
              String pointer = parameters.input(weight) + " + row * " + window.volume();
              out.line("const %s* weights = %s;".formatted(weight.dtype().cudaName(), pointer));
              if (window.volume() <= KEPT) {
                out.line("float kept[" + window.volume() + "];");
                out.unrolled("i", "" + window.volume());
                out.line("kept[i] = __ldg(weights + i);").close();
              }
            });
  }

  /** Writes the loops over what the windows hold; those along rows know which windows hold them. */
  private void fold(List<String> inputs) {
    int rowDim = rank - 2;
    String tap = "";
    String at = "";
    for (int dim = 0; dim < rank; dim++) {
      String name = "t" + dim;
      int reach = reach(dim);
      out.unrolled(name, "" + reach);
      String step =
          dim == rowDim || window.dilation().get(dim) == 1
              ? ""
              : " * " + window.dilation().get(dim);
      out.line("const int x%d = base%d + %s%s;".formatted(dim, dim, name, step));
      boolean guarded = window.reachesOut(dim) || (dim == rowDim && items > 1);
      if (guarded && dim < rank - 1) {
        out.line("if ((unsigned)x%d >= (unsigned)%s) continue;".formatted(dim, inputs.get(dim)));
      }
      at =
          dim == 0
              ? "(" + index + ")x0"
              : "(%s) * %s + x%d".formatted(at, Offsets.factor(inputs.get(dim)), dim);
      String number = dim == rowDim ? "held" : name;
      tap = dim == 0 ? number : "(%s) * %d + %s".formatted(tap, window.lengths().get(dim), number);
    }
    String load = "(float)__ldg(from + " + at + ")";
    int lastDim = rank - 1;
    if (window.reachesOut(lastDim)) {
      String inside = "(unsigned)x%d < (unsigned)%s".formatted(lastDim, inputs.get(lastDim));
      load = inside + " ? " + load + " : " + (window.max() ? "-INFINITY" : "0.0f");
    }
    out.line("const float element = " + load + ";");
    combine(rowDim, tap);
    for (int dim = 0; dim < rank; dim++) {
      out.close();
    }
  }

  /** Returns how many steps a loop over a dim takes; along rows, steps are of single elements. */
  private int reach(int dim) {
    int length = window.lengths().get(dim);
    return dim == rank - 2
        ? (items - 1) * window.stride().get(dim) + (length - 1) * window.dilation().get(dim) + 1
        : length;
  }

  private void combine(int rowDim, String tap) {
    if (rowDim < 0) {
      out.line("constexpr int i = 0;");
      fold(tap);
      return;
    }
    int stride = window.stride().get(rowDim);
    int dilation = window.dilation().get(rowDim);
    int length = window.lengths().get(rowDim);
    out.unrolled("i", "" + items);
    out.line("const int below = t%d - i * %d;".formatted(rowDim, stride));
    out.open(
        dilation == 1
            ? "if (below >= 0 && below < " + length + ")"
            : "if (below >= 0 && below %% %d == 0 && below < %d)"
                .formatted(dilation, (length - 1) * dilation + 1));
    out.line(
        "[[maybe_unused]] const int held = below" + (dilation == 1 ? "" : " / " + dilation) + ";");
    fold(tap);
    out.close().close();
  }

  private void fold(String tap) {
    if (window.max()) {
      out.line("if (element > value[i] || element != element) value[i] = element;");
    } else if (window.weight().isPresent()) {
      String weight =
          window.volume() <= KEPT ? "kept[" + tap + "]" : "(float)__ldg(weights + " + tap + ")";
      out.line("value[i] = fmaf(element, " + weight + ", value[i]);");
    } else {
      out.line("value[i] += element;");
    }
  }

  private void store(List<String> outputs, Epilogue epilogue) {
    out.line(
        "const "
            + index
            + " batch = plane / "
            + parameters.size(window.rows().get(0), "channels")
            + ";");
    out.unrolled("i", "" + items);
    String first = "";
    for (int dim = 0; dim < rank; dim++) {
      String place = dim == rank - 2 && items > 1 ? "(o" + dim + " + i)" : "o" + dim;
      first =
          dim == 0
              ? place
              : "(%s) * %s + %s".formatted(first, Offsets.factor(outputs.get(dim)), place);
    }
    if (items > 1) {
      out.line("if (o%d + i >= %s) break;".formatted(rank - 2, outputs.get(rank - 2)));
    }
    out.line("const " + index + " first = " + first + ";");
    out.line("const float part[1] = {value[i]" + divisor() + "};");
    epilogue.call(out, "part");
    out.close();
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
    boolean shared = dim == rank - 2 && items > 1;
    String base = shared ? "(base%d + i * %d)".formatted(dim, op.stride().get(dim)) : "base" + dim;
    String end = op.countsPadding() ? "(int)" + length + " + " + padding : "(int)" + length;
    String begin = op.countsPadding() ? base : "max(" + base + ", 0)";
    return "(min(%s + %d, %s) - %s)".formatted(base, reach, end, begin);
  }
}
