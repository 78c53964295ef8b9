package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes a scan along a dim that others follow, with what is pointwise before and after it, as one
 * kernel: neighbouring threads take neighbouring columns.
 */
final class ScanColumnsKernel implements Addressing {
  private final RegionContext context;
  private final ScanColumnsSchedule schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final ScanProgram scan;
  private final String index;
  private final String length;
  private final String inner;

  private ScanColumnsKernel(RegionContext context, ScanColumnsSchedule schedule) {
    this.context = context;
    this.schedule = schedule;
    this.index = context.indexType();
    this.helpers = new Helpers(index);
    this.parameters = context.parameters();
    this.scan = ScanProgram.of(context, parameters);
    this.length = parameters.size(Offsets.product(context.region().reducedDims()));
    this.inner = parameters.size(Offsets.product(context.region().innerDims()), "columns");
  }

  static Rendered render(RegionContext context, ScanColumnsSchedule schedule) {
    return new ScanColumnsKernel(context, schedule).render();
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    PassWriter passes = new PassWriter(body, scan.program(), helpers, this, schedule.items(), 1, 1);
    position(body);
    for (Value value : scan.program().values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        String tensor = parameters.input(load.tensor());
        body.line("const float " + load.name() + " = " + tensor + "[0];");
      }
    }
    passes.results(0);
    scan.carry(body);
    if (schedule.y() > 1) {
      body.line("int turn = 0;");
    }
    int chunk = schedule.y() * schedule.items();
    body.open("for (%s chunk = 0; chunk < %s; chunk += %d)".formatted(index, length, chunk));
    body.line("const %s begin = chunk + ty * %d;".formatted(index, schedule.items()));
    scan.kept().forEach(passes::declare);
    passes.declare(scan.scan().name());
    passes.write(0, "begin", new Kept(Set.of(), scan.kept()));
    chunk(body);
    passes.write(1, "begin", new Kept(scan.found(), Set.of()));
    body.close();
    String comment =
        "// %d x %d threads scan %d columns, %d elements at a time.\n"
            .formatted(schedule.x(), schedule.y(), schedule.x(), chunk);
    String launch =
        "%s<<<(%s), (%d)>>>(%s)"
            .formatted(
                context.kernel(), grid(), schedule.x() * schedule.y(), parameters.arguments());
    return new Rendered(
        helpers.texts(),
        context.comment() + comment + kernel(body.toString()),
        List.of(launch),
        context.scratch());
  }

  private String grid() {
    return Offsets.product(context.region().outerDims())
        + " * ceildiv("
        + Offsets.product(context.region().innerDims())
        + ", "
        + schedule.x()
        + ")";
  }

  private void position(CudaWriter out) {
    int x = schedule.x();
    out.line("const int tx = threadIdx.x % " + x + ";");
    out.line("const int ty = threadIdx.x / " + x + ";");
    out.line("const %s tiles = (%s + %d) / %d;".formatted(index, inner, x - 1, x));
    out.line("const %s row = (%s)blockIdx.x / tiles;".formatted(index, index));
    out.line("const %s column = (%s)blockIdx.x %% tiles * %d + tx;".formatted(index, index, x));
    out.line("const %s end = column < %s ? %s : 0;".formatted(index, inner, length));
  }

  private void chunk(CudaWriter out) {
    String name = scan.scan().name();
    out.line("float sum = " + scan.identity() + ";");
    out.unrolled("item", String.valueOf(schedule.items()));
    String argument = scan.scan().argument() + "_at[item][0]";
    out.line("if (begin + item < end) sum = " + scan.combined("sum", argument) + ";");
    out.line(name + "_at[item][0] = sum;");
    out.close();
    String element = name + "_at[item][0]";
    String scanned = scan.after(element);
    if (schedule.y() > 1) {
      out.line("parts[turn][ty][tx] = sum;");
      out.line("__syncthreads();");
      out.line("float before = " + scan.identity() + ", total = before;");
      out.unrolled("part", String.valueOf(schedule.y()));
      out.line("const float other = parts[turn][part][tx];");
      out.line("if (part < ty) before = " + scan.combined("before", "other") + ";");
      out.line("total = " + scan.combined("total", "other") + ";");
      out.close();
      out.line("turn ^= 1;");
      out.line("before = " + scan.after("before") + ";");
      scanned = scan.combined("before", element);
    }
    out.unrolled("item", String.valueOf(schedule.items()));
    out.line(element + " = " + scanned + ";");
    out.close();
    scan.advance(out, schedule.y() > 1 ? "total" : "sum");
  }

  private String kernel(String body) {
    CudaWriter out = new CudaWriter();
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(schedule.x() * schedule.y(), context.kernel(), parameters.declaration()));
    if (schedule.y() > 1) {
      out.line("__shared__ float parts[2][%d][%d];".formatted(schedule.y(), schedule.x()));
    }
    return out.block(body).close().toString();
  }

  @Override
  public void read(CudaWriter out, Load load, String array, String first) {
    int outer = context.region().outer();
    List<Boolean> present = load.present();
    List<String> lengths = parameters.sizes(context.region().space());
    List<Boolean> rows = present.subList(0, outer);
    List<Boolean> columns = present.subList(outer + 1, present.size());
    List<String> after = lengths.subList(outer + 1, lengths.size());
    String offset = "0";
    if (rows.contains(true)) {
      offset = Offsets.of(lengths.subList(0, outer), rows, "row");
    }
    if (present.get(outer)) {
      offset = "(" + offset + ") * " + length + " + " + first;
    }
    if (columns.contains(true)) {
      List<String> own = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i)) {
          own.add(after.get(i));
        }
      }
      offset =
          "(%s) * %s + %s"
              .formatted(
                  offset,
                  Offsets.factor(Offsets.product(own)),
                  Offsets.of(after, columns, "column"));
    }
    String element =
        Helpers.element(load.tensor(), parameters.input(load.tensor()) + " + " + offset);
    out.line("if (%s < end) %s[0] = %s;".formatted(first, array, element));
  }

  @Override
  public void write(CudaWriter out, Store store, String array, String first) {
    String row = context.region().outerDims().isEmpty() ? "" : "row * " + length + " + ";
    out.line(
        "if (%s < end) %s[(%s%s) * %s + column] = %s[0];"
            .formatted(first, parameters.output(store.tensor()), row, first, inner, array));
  }
}
