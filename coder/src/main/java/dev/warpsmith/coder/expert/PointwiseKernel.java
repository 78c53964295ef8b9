package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Schedule.Pointwise.Walk;
import java.util.List;

/** Writes a chain of pointwise operators as one kernel. */
final class PointwiseKernel implements Addressing {
  private final RegionContext context;
  private final Schedule.Pointwise schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final Program program;
  private final PointwiseSpace space;
  private final boolean byRow;

  private PointwiseKernel(RegionContext context, Schedule.Pointwise schedule) {
    this.context = context;
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    this.parameters = context.parameters();
    Program lowered =
        Lowering.of(context.region(), context.tensors(), context.identifiers(), parameters, "1");
    this.space = PointwiseSpace.of(context.region().space(), lowered);
    this.byRow = schedule.walk() == Walk.ROWS && !space.contiguous();
    this.program = byRow ? space.hoisted(lowered) : lowered;
  }

  static Rendered render(RegionContext context, Schedule.Pointwise schedule) {
    return new PointwiseKernel(context, schedule).render();
  }

  private List<String> lengths() {
    return space.runs().stream().map(run -> parameters.size(Offsets.product(run))).toList();
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    int stride = schedule.block() * schedule.vector();
    PassWriter passes =
        new PassWriter(body, program, helpers, this, schedule.items(), schedule.vector(), stride);
    for (Program.Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        uniform(body, load);
      }
    }
    passes.results(0);
    passes.write(0, "begin", Kept.NOTHING);
    String comment =
        "// Each thread computes %d x %d elements%s, loaded before the first is used.\n"
            .formatted(schedule.items(), schedule.vector(), byRow ? " of a row" : "");
    String code = context.comment() + comment + kernel(body.toString());
    String launch =
        "%s<<<(%s), (%d)>>>(%s)"
            .formatted(context.kernel(), grid(), schedule.block(), parameters.arguments());
    return new Rendered(helpers.texts(), code, List.of(launch), context.scratch());
  }

  private void uniform(CudaWriter out, Load load) {
    String offset = byRow ? rowOffset(load) : "0";
    String element = parameters.input(load.tensor()) + "[" + offset + "]";
    out.line("const float " + load.name() + " = " + element + ";");
  }

  /** Returns where the operand's part of the row begins, or its only element of it. */
  private String rowOffset(Load load) {
    List<Boolean> present = space.present(load);
    List<Boolean> outer = present.subList(0, present.size() - 1);
    return outer.contains(true) ? Offsets.of(outerLengths(), outer, "row") : "0";
  }

  private List<String> outerLengths() {
    return lengths().subList(0, lengths().size() - 1);
  }

  private int share() {
    return schedule.block() * schedule.vector() * schedule.items();
  }

  private String grid() {
    String elements = Offsets.product(context.region().space());
    if (!byRow) {
      return "ceildiv(" + elements + ", " + share() + ")";
    }
    String row = Offsets.product(space.row());
    return Offsets.product(space.rows()) + " * ceildiv(" + row + ", " + share() + ")";
  }

  /** Returns the number of elements that blocks count through: of a row, or of all. */
  private String end() {
    return byRow
        ? parameters.size(Offsets.product(space.row()))
        : parameters.size(Offsets.product(context.region().space()), "elements");
  }

  private String kernel(String body) {
    CudaWriter out = new CudaWriter();
    String name = context.kernel();
    String end = end();
    boolean wide = schedule.vector() > 1;
    if (wide) {
      String whole = whole(end);
      out.line("template <bool aligned>");
      out.open(
          "__device__ __forceinline__ void %s_elements(%s)"
              .formatted(name, parameters.declaration()));
      out.line("constexpr int step = aligned ? 1 : " + schedule.block() + ";");
      position(out, end);
      out.block(body).close().line("");
      head(out);
      out.open("if (" + whole + ")");
      out.line(name + "_elements<true>(" + parameters.names() + ");");
      out.next("else").line(name + "_elements<false>(" + parameters.names() + ");").close();
    } else {
      head(out);
      position(out, end);
      out.block(body);
    }
    return out.close().toString();
  }

  private void head(CudaWriter out) {
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(schedule.block(), context.kernel(), parameters.declaration()));
  }

  /** Returns when all of a block's vectors are whole and aligned. */
  private String whole(String end) {
    if (space.contiguous()) {
      // The last block may end within a vector.
      return "((%s)blockIdx.x + 1) * %d <= %s || %s %% %d == 0"
          .formatted(context.indexType(), share(), end, end, schedule.vector());
    }
    return lengths().get(lengths().size() - 1) + " % " + schedule.vector() + " == 0";
  }

  private void position(CudaWriter out, String end) {
    String index = context.indexType();
    String block = "(" + index + ")blockIdx.x";
    if (byRow) {
      out.line("const %s tiles = (%s + %d) / %d;".formatted(index, end, share() - 1, share()));
      out.line("const " + index + " row = " + block + " / tiles;");
      block = "(" + block + " % tiles)";
    }
    String wide = "(aligned ? threadIdx.x * " + schedule.vector() + " : threadIdx.x)";
    String thread = schedule.vector() == 1 ? "threadIdx.x" : wide;
    out.line("const " + index + " begin = " + block + " * " + share() + " + " + thread + ";");
    out.line("const " + index + " end = " + end + ";");
  }

  @Override
  public void read(CudaWriter out, Load load, String array, String first) {
    String tensor = parameters.input(load.tensor());
    List<Boolean> present = space.present(load);
    int width = schedule.vector();
    String function = helpers.read(width, load.tensor().dtype());
    if (byRow || !present.contains(false)) {
      String from = tensor + (byRow ? rowBegin(rowOffset(load)) : "");
      out.line(Helpers.move(function, schedule.vector(), array, from, first, "end"));
      return;
    }
    boolean last = present.get(present.size() - 1);
    if (last && width > 1) {
      // Aligned lanes are neighbours in the operand too, at its own offset.
      String offset = Offsets.factor(Offsets.of(lengths(), present, "(" + first + ")"));
      out.open("if constexpr (aligned)");
      out.line(
          "if (%s < end) %s<true>(%s, %s + %s, 0, 1, 1);"
              .formatted(first, function, array, tensor, offset));
      out.next("else");
      gather(out, load, array, first + " + lane * step");
      out.close();
    } else {
      String position = width == 1 ? first : first + " + (aligned ? 0 : lane * step)";
      gather(out, load, array, position);
    }
  }

  private String rowBegin(String row) {
    return row.equals("0") ? "" : " + " + Offsets.factor(row) + " * " + Offsets.factor(end());
  }

  private void gather(CudaWriter out, Load load, String array, String position) {
    String offset = Offsets.of(lengths(), space.present(load), "(" + position + ")");
    out.unrolled("lane", String.valueOf(schedule.vector()));
    String element =
        Helpers.element(load.tensor(), parameters.input(load.tensor()) + " + " + offset);
    out.line("if (%s < end) %s[lane] = %s;".formatted(position, array, element));
    out.close();
  }

  @Override
  public void write(CudaWriter out, Store store, String array, String first) {
    String to = parameters.output(store.tensor()) + (byRow ? rowBegin("row") : "");
    String function = helpers.write(schedule.vector(), store.tensor().dtype());
    out.line(Helpers.move(function, schedule.vector(), to, array, first, "end"));
  }
}
