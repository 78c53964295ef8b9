package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Given;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Store;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes a reordering of dims that keeps the innermost one, with what is pointwise before and after
 * it, as one kernel that copies rows.
 */
final class PermuteKernel {
  private final RegionContext context;
  private final PermuteSchedule schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final PermutedRegion region;
  private final TransposeFrame frame;
  private final TransposeSide early;
  private final TransposeSide late;

  private PermuteKernel(RegionContext context, PermuteSchedule schedule) {
    this.context = context;
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    this.parameters = context.parameters();
    this.region = PermutedRegion.of(context, parameters);
    int threads = schedule.lanes() * schedule.lines();
    this.frame = new TransposeFrame(region, parameters, helpers, context.indexType(), threads);
    this.early = side(region.before(), false);
    this.late = side(region.after(), true);
  }

  private TransposeSide side(Program program, boolean isLate) {
    return new TransposeSide(
        frame,
        program,
        isLate,
        "column",
        "line",
        schedule.lanes(),
        schedule.vector(),
        1,
        schedule.lanes() * schedule.vector(),
        schedule.items());
  }

  static Rendered render(RegionContext context, PermuteSchedule schedule) {
    return new PermuteKernel(context, schedule).render();
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    position(body);
    early.uniforms(body);
    late.uniforms(body);
    List<String> wanted =
        Stream.concat(
                region.crossing().values().stream(),
                region.before().stores().stream().map(Store::value))
            .toList();
    List<String> last = region.after().stores().stream().map(Store::value).toList();
    List<Load> first = early.loads(wanted);
    List<Load> second = late.loads(last);
    Stream.concat(first.stream(), second.stream())
        .forEach(
            load ->
                body.line(
                    "float %s_at[%d][%d];"
                        .formatted(load.name(), schedule.items(), schedule.vector())));
    eachItem(
        body,
        out -> {
          first.forEach(load -> early.read(out, load));
          second.forEach(load -> late.read(out, load));
        });
    eachItem(body, out -> compute(out, wanted, last));
    String comment =
        "// %d threads share a row of the innermost dim, which stays innermost.\n"
            .formatted(schedule.lanes());
    String launch =
        "%s<<<(%s), (%d)>>>(%s)"
            .formatted(context.kernel(), grid(), frame.threads(), parameters.arguments());
    String code = context.comment() + comment + kernel(body.toString());
    return new Rendered(helpers.texts(), code, List.of(launch), context.scratch());
  }

  private void compute(CudaWriter out, List<String> wanted, List<String> last) {
    List<String> given =
        region.after().values().stream()
            .filter(Given.class::isInstance)
            .map(Program.Value::name)
            .toList();
    given.forEach(name -> out.line("float " + name + "_at[" + schedule.vector() + "];"));
    List<Store> stores = region.before().stores();
    Set<String> keep = new LinkedHashSet<>(stores.stream().map(Store::value).toList());
    Stream.concat(keep.stream(), last.stream())
        .distinct()
        .forEach(name -> out.line("float " + name + "_kept[" + schedule.vector() + "];"));
    early.lanes(
        out,
        wanted,
        keep,
        lane ->
            given.forEach(
                name -> lane.line(name + "_at[lane] = " + region.crossing().get(name) + ";")));
    stores.forEach(store -> early.write(out, store));
    late.lanes(out, last, new LinkedHashSet<>(last), lane -> {});
    region.after().stores().forEach(store -> late.write(out, store));
  }

  private void eachItem(CudaWriter out, Consumer<CudaWriter> lines) {
    String index = context.indexType();
    out.unrolled("item", String.valueOf(schedule.items()));
    out.line("const %s line = line0 + item * %d;".formatted(index, schedule.lines()));
    out.open("if (line < lines)");
    out.line(index + " block = line;");
    List<Integer> order = region.permutation().order();
    for (int i = order.size() - 2; i >= 0; i--) {
      String name = "batch" + order.get(i);
      String length = frame.lengths().get(order.get(i));
      if (i == 0) {
        out.line("const %s %s = block;".formatted(index, name));
      } else {
        out.line("const %s %s = block %% %s;".formatted(index, name, length));
        out.line("block /= " + length + ";");
      }
    }
    lines.accept(out);
    out.close().close();
  }

  private void position(CudaWriter out) {
    String index = context.indexType();
    int share = schedule.lanes() * schedule.vector();
    String parts = "((%s + %d) / %d)".formatted(frame.length("column"), share - 1, share);
    out.line("const %s lines = %s;".formatted(index, parameters.size(lines(), "rows")));
    out.line("const %s part = (%s)blockIdx.x %% %s;".formatted(index, index, parts));
    out.line(
        "const %s column = part * %d + threadIdx.x %% %d * %d;"
            .formatted(index, share, schedule.lanes(), schedule.vector()));
    out.line(
        "const %s line0 = (%s)blockIdx.x / %s * %d + threadIdx.x / %d;"
            .formatted(index, index, parts, schedule.lines() * schedule.items(), schedule.lanes()));
  }

  private String lines() {
    List<String> lengths = region.permutation().lengths();
    return Offsets.product(lengths.subList(0, lengths.size() - 1));
  }

  private String grid() {
    List<String> lengths = region.permutation().lengths();
    return "ceildiv(%s, %d) * ceildiv(%s, %d)"
        .formatted(
            lines(),
            schedule.lines() * schedule.items(),
            lengths.get(lengths.size() - 1),
            schedule.lanes() * schedule.vector());
  }

  private String kernel(String body) {
    CudaWriter out = new CudaWriter();
    boolean wide = schedule.vector() > 1;
    String inner = context.kernel() + "_rows";
    if (wide) {
      out.line("template <bool wide_in, bool wide_out>");
      out.open("__device__ __forceinline__ void %s(%s)".formatted(inner, parameters.declaration()));
      out.block(body).close().line("");
    }
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(frame.threads(), context.kernel(), parameters.declaration()));
    if (wide) {
      out.open("if (%s %% %d == 0)".formatted(frame.length("column"), schedule.vector()));
      out.line("%s<true, true>(%s);".formatted(inner, parameters.names()));
      out.next("else").line("%s<false, false>(%s);".formatted(inner, parameters.names())).close();
    } else {
      out.block(body);
    }
    return out.close().toString();
  }
}
