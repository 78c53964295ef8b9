package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import java.util.ArrayList;
import java.util.List;

/** Writes a chain of pointwise operators as one kernel. */
final class PointwiseKernel implements Addressing {
  private final RegionContext context;
  private final Schedule.Pointwise schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final Program program;
  private final List<List<String>> runs;

  private PointwiseKernel(RegionContext context, Schedule.Pointwise schedule) {
    this.context = context;
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    this.parameters = context.parameters();
    this.program =
        Lowering.of(context.region(), context.tensors(), context.identifiers(), parameters, "1");
    this.runs = runs();
  }

  static Rendered render(RegionContext context, Schedule.Pointwise schedule) {
    return new PointwiseKernel(context, schedule).render();
  }

  /** Joins neighbouring dims along which every operand varies or does not, alike. */
  private List<List<String>> runs() {
    List<List<String>> joined = new ArrayList<>();
    List<String> space = context.region().space();
    for (int dim = 0; dim < space.size(); dim++) {
      int at = dim;
      boolean alike =
          at > 0
              && loads().stream()
                  .allMatch(l -> l.present().get(at).equals(l.present().get(at - 1)));
      if (!alike) {
        joined.add(new ArrayList<>());
      }
      joined.get(joined.size() - 1).add(space.get(dim));
    }
    return joined;
  }

  private List<Load> loads() {
    List<Load> loads = new ArrayList<>();
    for (Program.Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.ELEMENT) {
        loads.add(load);
      }
    }
    return loads;
  }

  private List<String> lengths() {
    return runs.stream().map(run -> parameters.size(Offsets.product(run))).toList();
  }

  private List<Boolean> present(Load load) {
    List<Boolean> present = new ArrayList<>();
    int dim = 0;
    for (List<String> run : runs) {
      present.add(load.present().get(dim));
      dim += run.size();
    }
    return present;
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    int stride = schedule.block() * schedule.vector();
    PassWriter passes =
        new PassWriter(body, program, this, schedule.items(), schedule.vector(), stride);
    for (Program.Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        body.line("const float " + load.name() + " = " + parameters.input(load.tensor()) + "[0];");
      }
    }
    passes.results(0);
    passes.write(0, "begin", Kept.NOTHING);
    List<String> space = context.region().space();
    String end = parameters.size(Offsets.product(space), "elements");
    String grid = "ceildiv(" + Offsets.product(space) + ", " + stride * schedule.items() + ")";
    String comment =
        "// Each thread computes %d x %d elements, loaded before the first is used.\n"
            .formatted(schedule.items(), schedule.vector());
    String code = context.comment() + comment + kernel(body.toString(), end);
    String launch =
        context.kernel()
            + "<<<("
            + grid
            + "), ("
            + schedule.block()
            + ")>>>("
            + parameters.arguments()
            + ")";
    return new Rendered(helpers.texts(), code, List.of(launch), context.scratch());
  }

  private String kernel(String body, String end) {
    CudaWriter out = new CudaWriter();
    String name = context.kernel();
    boolean wide = schedule.vector() > 1;
    if (wide) {
      out.line("template <bool aligned>");
      out.open(
          "__device__ __forceinline__ void "
              + name
              + "_elements("
              + parameters.declaration()
              + ")");
      out.line("constexpr int step = aligned ? 1 : " + schedule.block() + ";");
      position(out, end);
      out.block(body).close().line("");
    }
    out.open(
        "extern \"C\" __global__ void __launch_bounds__("
            + schedule.block()
            + ") "
            + name
            + "("
            + parameters.declaration()
            + ")");
    if (wide) {
      String last = runs.size() <= 1 ? end : lengths().get(runs.size() - 1);
      String call = "(" + parameters.names() + ");";
      out.open("if (" + last + " % " + schedule.vector() + " == 0)");
      out.line(name + "_elements<true>" + call);
      out.next("else").line(name + "_elements<false>" + call).close();
    } else {
      position(out, end);
      out.block(body);
    }
    return out.close().toString();
  }

  private void position(CudaWriter out, String end) {
    String index = context.indexType();
    int share = schedule.block() * schedule.vector() * schedule.items();
    String wide = "(aligned ? threadIdx.x * " + schedule.vector() + " : threadIdx.x)";
    out.line(
        "const "
            + index
            + " begin = ("
            + index
            + ")blockIdx.x * "
            + share
            + " + "
            + (schedule.vector() == 1 ? "threadIdx.x" : wide)
            + ";");
    out.line("const " + index + " end = " + end + ";");
  }

  @Override
  public void read(CudaWriter out, Load load, String array, String first) {
    String tensor = parameters.input(load.tensor());
    List<Boolean> present = present(load);
    int width = schedule.vector();
    if (!present.contains(false)) {
      out.line(
          call(helpers.read(width, load.tensor().dtype()))
              + "("
              + array
              + ", "
              + tensor
              + ", "
              + tail(first)
              + ");");
      return;
    }
    boolean last = present.get(present.size() - 1);
    if (last && width > 1) {
      // Aligned lanes are neighbours in the operand too, at its own offset.
      out.open("if constexpr (aligned)");
      out.line(
          "if ("
              + first
              + " < end) "
              + helpers.read(width, load.tensor().dtype())
              + "<true>("
              + array
              + ", "
              + tensor
              + " + "
              + Offsets.factor(Offsets.of(lengths(), present, "(" + first + ")"))
              + ", 0, 1, 1);");
      out.next("else");
      gather(out, load, array, first + " + lane * step");
      out.close();
    } else {
      String position = width == 1 ? first : first + " + (aligned ? 0 : lane * step)";
      gather(out, load, array, position);
    }
  }

  private void gather(CudaWriter out, Load load, String array, String position) {
    String offset = Offsets.of(lengths(), present(load), "(" + position + ")");
    out.unrolled("lane", String.valueOf(schedule.vector()));
    out.line(
        "if ("
            + position
            + " < end) "
            + array
            + "[lane] = __ldg("
            + parameters.input(load.tensor())
            + " + "
            + offset
            + ");");
    out.close();
  }

  @Override
  public void write(CudaWriter out, Store store, String array, String first) {
    String tensor = parameters.output(store.tensor());
    out.line(
        call(helpers.write(schedule.vector(), store.tensor().dtype()))
            + "("
            + tensor
            + ", "
            + array
            + ", "
            + tail(first)
            + ");");
  }

  private String call(String function) {
    return schedule.vector() == 1 ? function : function + "<aligned>";
  }

  private String tail(String first) {
    return first + ", end" + (schedule.vector() == 1 ? "" : ", step");
  }
}
