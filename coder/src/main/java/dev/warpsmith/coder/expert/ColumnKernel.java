package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes reductions along a dim that others follow: neighbouring threads take neighbouring columns,
 * so that every load is coalesced, and the block's rows of threads share the reduced elements.
 */
final class ColumnKernel {
  private final RegionContext context;
  private final Region region;
  private final Schedule.Column schedule;
  private final Helpers helpers;
  private final Program program;
  private final List<String> launches = new ArrayList<>();
  private final List<String> scratch;
  private KernelParameters parameters;

  private ColumnKernel(RegionContext context, Schedule.Column schedule) {
    this.context = context;
    this.region = context.region();
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    this.parameters = context.parameters();
    this.scratch = new ArrayList<>(context.scratch());
    this.program =
        Lowering.of(region, context.tensors(), context.identifiers(), parameters, reduced());
  }

  static Rendered render(RegionContext context, Schedule.Column schedule) {
    ColumnKernel kernel = new ColumnKernel(context, schedule);
    StringBuilder code = new StringBuilder(context.comment());
    code.append(
        "// A block covers %d columns; its %d rows of threads share the reduced elements.\n"
            .formatted(schedule.x() * schedule.vector(), schedule.y()));
    code.append(kernel.first());
    if (schedule.split() > 1) {
      code.append('\n').append(kernel.finish());
    }
    return new Rendered(kernel.helpers.texts(), code.toString(), kernel.launches, kernel.scratch);
  }

  private String reduced() {
    return parameters.size(Offsets.product(region.reducedDims()), "reduced");
  }

  private String inner() {
    return parameters.size(Offsets.product(region.innerDims()), "inner");
  }

  private List<Reduction> reductions() {
    return program.reductions(0);
  }

  private String first() {
    CudaWriter body = new CudaWriter();
    position(body);
    sharedLoads(body);
    for (Reduction reduction : reductions()) {
      body.line("float " + reduction.name() + "_at[" + schedule.vector() + "];");
    }
    body.unrolled("lane", String.valueOf(schedule.vector()));
    for (Reduction reduction : reductions()) {
      body.line(reduction.name() + "_at[lane] = " + Lowering.identity(reduction.combine()) + ";");
    }
    body.close();
    loop(body);
    acrossRows(body);
    String name = context.kernel();
    String code = frame(name, body.toString());
    String tiles =
        "ceildiv("
            + Offsets.product(region.innerDims())
            + ", "
            + schedule.x() * schedule.vector()
            + ")";
    String grid =
        Offsets.factor(Offsets.product(region.outerDims()))
            + " * "
            + tiles
            + (schedule.split() > 1 ? ", " + schedule.split() : "");
    launches.add(
        name
            + "<<<("
            + grid
            + "), ("
            + schedule.x() * schedule.y()
            + ")>>>("
            + parameters.arguments()
            + ")");
    return code;
  }

  private String frame(String name, String body) {
    CudaWriter out = new CudaWriter();
    boolean wide = schedule.vector() > 1;
    String inner = inner();
    int threads = schedule.x() * schedule.y();
    String bounds = "__global__ void __launch_bounds__(" + threads + ") ";
    int floats = threads * schedule.vector() * reductions().size();
    if (wide) {
      out.line("template <bool aligned>");
      out.open(
          "__device__ __forceinline__ void "
              + name
              + "_tile("
              + parameters.declaration()
              + ", float* share)");
      out.line("constexpr int step = aligned ? 1 : " + schedule.x() + ";");
      out.block(body).close().line("");
    }
    out.open("extern \"C\" " + bounds + name + "(" + parameters.declaration() + ")");
    out.line("__shared__ float share[" + floats + "];");
    if (wide) {
      String call = "(" + parameters.names() + ", share);";
      out.open("if (" + inner + " % " + schedule.vector() + " == 0)");
      out.line(name + "_tile<true>" + call);
      out.next("else").line(name + "_tile<false>" + call).close();
    } else {
      out.block(body);
    }
    return out.close().toString();
  }

  private void position(CudaWriter out) {
    int width = schedule.x() * schedule.vector();
    out.line("const int tx = threadIdx.x % " + schedule.x() + ";");
    out.line("const int ty = threadIdx.x / " + schedule.x() + ";");
    out.line("const long long tiles = (" + inner() + " + " + (width - 1) + "ll) / " + width + ";");
    out.line("const long long outer = blockIdx.x / tiles;");
    out.line(
        "const "
            + context.indexType()
            + " first = blockIdx.x % tiles * "
            + width
            + " + "
            + (schedule.vector() == 1 ? "tx" : "(aligned ? tx * " + schedule.vector() + " : tx)")
            + ";");
    out.line("const " + context.indexType() + " end = " + inner() + ";");
    String index = context.indexType();
    if (schedule.split() > 1) {
      out.line(
          "const "
              + index
              + " chunk = ("
              + reduced()
              + " + "
              + (schedule.split() - 1)
              + "ll) / "
              + schedule.split()
              + ";");
      out.line("const " + index + " from = blockIdx.y * chunk;");
      out.line(
          "const "
              + index
              + " to = from + chunk < "
              + reduced()
              + " ? from + chunk : "
              + reduced()
              + ";");
    } else {
      out.line("const " + index + " from = 0;");
      out.line("const " + index + " to = " + reduced() + ";");
    }
  }

  private void sharedLoads(CudaWriter out) {
    for (Value value : program.values()) {
      if (value instanceof Load load
          && load.scope() == Scope.RESULT
          && !load.present().contains(true)) {
        out.line("const float " + load.name() + " = " + parameters.input(load.tensor()) + "[0];");
      }
    }
  }

  private void loop(CudaWriter out) {
    List<String> values = Carries.closure(program, Carries.wanted(program, 0), Set.of());
    int items = schedule.items();
    out.open(
        "for ("
            + context.indexType()
            + " begin = from + ty; begin < to; begin += "
            + items * schedule.y()
            + ")");
    for (String name : values) {
      if (value(name) instanceof Load || isStored(name)) {
        out.line("float " + name + "_at[" + items + "][" + schedule.vector() + "];");
      }
    }
    out.unrolled("item", String.valueOf(items));
    out.line("const " + context.indexType() + " r = begin + item * " + schedule.y() + ";");
    out.open("if (r < to)");
    for (String name : values) {
      if (value(name) instanceof Load load) {
        read(out, load);
      }
    }
    out.close().close();
    out.unrolled("item", String.valueOf(items));
    out.line("const " + context.indexType() + " r = begin + item * " + schedule.y() + ";");
    out.open("if (r < to)");
    compute(out, values);
    for (Store store : program.elementStores(0)) {
      out.line(
          call(helpers.write(schedule.vector(), store.tensor().dtype()))
              + "("
              + parameters.output(store.tensor())
              + " + "
              + row("r")
              + ", "
              + store.value()
              + "_at[item], "
              + tail()
              + ");");
    }
    out.close().close().close();
  }

  private void compute(CudaWriter out, List<String> values) {
    out.unrolled("lane", String.valueOf(schedule.vector()));
    out.open("if (" + guard() + ")");
    for (String name : values) {
      boolean load = value(name) instanceof Load;
      String text = load ? name + "_at[item][lane]" : PassWriter.expression((Step) value(name));
      out.line("const float " + name + " = " + text + ";");
      if (!load && isStored(name)) {
        out.line(name + "_at[item][lane] = " + name + ";");
      }
    }
    for (Reduction reduction : reductions()) {
      String at = reduction.name() + "_at[lane]";
      out.line(at + " = " + Helpers.combined(reduction.combine(), at, reduction.argument()) + ";");
    }
    out.close().close();
  }

  private String guard() {
    return schedule.vector() == 1 ? "first < end" : "first + (aligned ? 0 : lane * step) < end";
  }

  private boolean isStored(String name) {
    return program.elementStores(0).stream().anyMatch(store -> store.value().equals(name));
  }

  private void read(CudaWriter out, Load load) {
    String tensor = parameters.input(load.tensor());
    String array = load.name() + "_at[item]";
    if (!load.present().contains(false)) {
      out.line(
          call(helpers.read(schedule.vector(), load.tensor().dtype()))
              + "("
              + array
              + ", "
              + tensor
              + " + "
              + row("r")
              + ", "
              + tail()
              + ");");
      return;
    }
    String column = schedule.vector() == 1 ? "first" : "first + lane * step";
    String index = "(" + row("r") + " + " + column + ")";
    String offset = Offsets.of(parameters.sizes(region.space()), load.present(), index);
    out.unrolled("lane", String.valueOf(schedule.vector()));
    out.line(
        "if (" + column + " < end) " + array + "[lane] = __ldg(" + tensor + " + " + offset + ");");
    out.close();
  }

  private String row(String r) {
    return "(outer * " + reduced() + " + " + r + ") * " + inner();
  }

  private String call(String function) {
    return schedule.vector() == 1 ? function : function + "<aligned>";
  }

  private String tail() {
    return "first, end" + (schedule.vector() == 1 ? "" : ", step");
  }

  /** Combines the accumulators of threads that have the same columns, and stores the results. */
  private void acrossRows(CudaWriter out) {
    int width = schedule.x() * schedule.vector();
    out.unrolled("lane", String.valueOf(schedule.vector()));
    int at = 0;
    for (Reduction reduction : reductions()) {
      out.line(
          "share["
              + at
              + " + ty * "
              + width
              + " + lane * "
              + schedule.x()
              + " + tx] = "
              + reduction.name()
              + "_at[lane];");
      at += width * schedule.y();
    }
    out.close();
    out.line("__syncthreads();");
    out.open("if (ty == 0)");
    out.unrolled("lane", String.valueOf(schedule.vector()));
    out.line(
        "const "
            + context.indexType()
            + " column = first"
            + (schedule.vector() == 1 ? ";" : " + lane * step;"));
    out.open("if (column < end)");
    out.line("const long long result = outer * " + inner() + " + column;");
    at = 0;
    for (Reduction reduction : reductions()) {
      String name = reduction.name();
      out.line("float " + name + " = " + name + "_at[lane];");
      out.open("for (int other = 1; other < " + schedule.y() + "; ++other)");
      out.line(
          "const float part = share["
              + at
              + " + other * "
              + width
              + " + lane * "
              + schedule.x()
              + " + tx];");
      out.line(name + " = " + Helpers.combined(reduction.combine(), name, "part") + ";");
      out.close();
      at += width * schedule.y();
    }
    if (schedule.split() > 1) {
      leaveParts(out);
    } else {
      results(out);
    }
    out.close().close().close();
  }

  private String results() {
    List<String> lengths = new ArrayList<>(region.outerDims());
    lengths.addAll(region.innerDims());
    return Offsets.product(lengths);
  }

  private void leaveParts(CudaWriter out) {
    for (Reduction reduction : reductions()) {
      TensorSpec part = part(reduction);
      scratch.add(part.toString());
      out.line(
          parameters.output(part)
              + "[(long long)blockIdx.y * "
              + Offsets.factor(parameters.size(results(), "results"))
              + " + result] = "
              + reduction.name()
              + ";");
    }
  }

  private TensorSpec part(Reduction reduction) {
    List<Expression> shape = List.of(Expression.of(schedule.split()), Expression.parse(results()));
    return new TensorSpec(reduction.name() + "_parts", DType.F32, shape);
  }

  private void results(CudaWriter out) {
    for (Value value : program.values()) {
      if (value instanceof Load load
          && load.scope() == Scope.RESULT
          && load.present().contains(true)) {
        List<Boolean> present = new ArrayList<>(load.present().subList(0, region.outer()));
        present.addAll(
            load.present().subList(region.outer() + region.reduced(), region.space().size()));
        List<String> lengths = new ArrayList<>(region.outerDims());
        lengths.addAll(region.innerDims());
        String offset =
            present.contains(false)
                ? Offsets.of(parameters.sizes(lengths), present, "result")
                : "result";
        out.line(
            "const float "
                + load.name()
                + " = "
                + parameters.input(load.tensor())
                + "["
                + offset
                + "];");
      } else if (value instanceof Step step && step.scope() == Scope.RESULT) {
        out.line("const float " + step.name() + " = " + PassWriter.expression(step) + ";");
      }
    }
    for (Store store : program.resultStores()) {
      out.line(parameters.output(store.tensor()) + "[result] = " + store.value() + ";");
    }
  }

  /** Returns the kernel that combines what the blocks of a split left. */
  private String finish() {
    parameters = parameters.derived();
    CudaWriter body = new CudaWriter();
    sharedLoads(body);
    String count = parameters.size(results(), "results");
    body.line("const long long result = blockIdx.x * 256ll + threadIdx.x;");
    body.open("if (result < " + count + ")");
    for (Reduction reduction : reductions()) {
      String name = reduction.name();
      String parts = parameters.input(part(reduction));
      body.line("float " + name + " = " + Lowering.identity(reduction.combine()) + ";");
      body.open("for (long long part = 0; part < " + schedule.split() + "; ++part)");
      body.line(
          "const float other = " + parts + "[part * " + Offsets.factor(count) + " + result];");
      body.line(name + " = " + Helpers.combined(reduction.combine(), name, "other") + ";");
      body.close();
    }
    results(body);
    body.close();
    String name = context.kernel() + "_finish";
    CudaWriter out = new CudaWriter();
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(256) "
            + name
            + "("
            + parameters.declaration()
            + ")");
    out.block(body.toString()).close();
    launches.add(
        name + "<<<(ceildiv(" + results() + ", 256)), (256)>>>(" + parameters.arguments() + ")");
    return out.toString();
  }

  private Value value(String name) {
    return program
        .find(name)
        .orElseThrow(() -> new IllegalStateException("no value '" + name + "'"));
  }
}
