package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.coder.expert.ScanSchedule.Carry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes a scan along the innermost dim, with what is pointwise before and after it, as one kernel:
 * some threads scan a row in a loop over its chunks, or a block scans one chunk and looks back at
 * what earlier blocks published (Merrill and Garland, Single-pass Parallel Prefix Scan with
 * Decoupled Look-back, 2016).
 */
final class ScanKernel implements Addressing {
  private final RegionContext context;
  private final ScanSchedule schedule;
  private final Helpers helpers;
  private final ScanHelpers scans;
  private final KernelParameters parameters;
  private final ScanProgram scan;
  private final String index;
  private final String length;

  private ScanKernel(RegionContext context, ScanSchedule schedule) {
    this.context = context;
    this.schedule = schedule;
    this.index = context.indexType();
    this.helpers = new Helpers(index);
    this.parameters = context.parameters();
    this.scan = ScanProgram.of(context, parameters);
    this.scans = new ScanHelpers(scan.combine(), index);
    this.length = parameters.size(Offsets.product(context.region().reducedDims()));
  }

  static Rendered render(RegionContext context, ScanSchedule schedule) {
    return new ScanKernel(context, schedule).render();
  }

  private boolean lookback() {
    return schedule.carry() == Carry.LOOKBACK;
  }

  private boolean inWarp() {
    return schedule.threads() <= 32;
  }

  private String states() {
    return context.kernel() + "_states";
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    int stride = schedule.threads() * schedule.vector();
    PassWriter passes =
        new PassWriter(
            body, scan.program(), helpers, this, schedule.items(), schedule.vector(), stride);
    if (lookback()) {
      scans.ticket(body, states(), length, schedule.chunk());
      body.line(
          "const %s begin = tile %% tiles * %d + threadIdx.x * %d;"
              .formatted(index, schedule.chunk(), schedule.vector()));
      body.line("const " + index + " end = " + length + ";");
    } else {
      rowPosition(body);
    }
    uniforms(body);
    passes.results(0);
    if (lookback()) {
      chunk(body, passes);
    } else {
      scan.carry(body);
      if (!inWarp()) {
        body.line("int turn = 0;");
      }
      body.open(
          "for (%s chunk = 0; chunk < %s; chunk += %d)".formatted(index, length, schedule.chunk()));
      body.line("const %s begin = chunk + thread * %d;".formatted(index, schedule.vector()));
      chunk(body, passes);
      body.close();
    }
    String code = context.comment() + comment() + kernel(body.toString());
    List<String> texts = new ArrayList<>(helpers.texts());
    texts.addAll(scans.texts());
    return new Rendered(texts, code, launches(), scratch());
  }

  private String comment() {
    return lookback()
        ? "// A block scans %d elements and looks back for what is before them.\n"
            .formatted(schedule.chunk())
        : "// %d threads scan a row, %d elements at a time.\n"
            .formatted(schedule.threads(), schedule.chunk());
  }

  private void uniforms(CudaWriter out) {
    for (Value value : scan.program().values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        String tensor = parameters.input(load.tensor());
        out.line("const float " + load.name() + " = " + tensor + "[0];");
      }
    }
  }

  private void rowPosition(CudaWriter out) {
    String rows = parameters.size(Offsets.product(context.region().outerDims()), "rows");
    if (schedule.rows() == 1) {
      out.line("const " + index + " row = blockIdx.x;");
      out.line("const int thread = threadIdx.x;");
      out.line("const " + index + " end = " + length + ";");
      return;
    }
    out.line(
        "const %s row = (%s)blockIdx.x * %d + threadIdx.x / %d;"
            .formatted(index, index, schedule.rows(), schedule.threads()));
    out.line("const int thread = threadIdx.x % " + schedule.threads() + ";");
    out.line("const %s end = row < %s ? %s : 0;".formatted(index, rows, length));
  }

  private void chunk(CudaWriter out, PassWriter passes) {
    for (String name : scan.kept()) {
      passes.declare(name);
    }
    passes.declare(scan.scan().name());
    passes.write(0, "begin", new Kept(Set.of(), scan.kept()));
    threadScan(out);
    if (inWarp()) {
      warpCarry(out);
    } else {
      blockCarry(out);
    }
    out.unrolled("item", String.valueOf(schedule.items()));
    out.unrolled("lane", String.valueOf(schedule.vector()));
    String element = scan.scan().name() + "_at[item][lane]";
    out.line(element + " = " + scan.combined("before[item]", element) + ";");
    out.close().close();
    passes.write(1, "begin", new Kept(scan.found(), Set.of()));
  }

  /** Scans each vector of a thread; {@code before} gets their totals. */
  private void threadScan(CudaWriter out) {
    out.line("float before[" + schedule.items() + "];");
    out.unrolled("item", String.valueOf(schedule.items()));
    out.line(
        "const %s first = begin + item * %d;"
            .formatted(index, schedule.threads() * schedule.vector()));
    out.line("float sum = " + scan.identity() + ";");
    out.unrolled("lane", String.valueOf(schedule.vector()));
    String argument = scan.scan().argument() + "_at[item][lane]";
    out.line("if (first + lane < end) sum = " + scan.combined("sum", argument) + ";");
    out.line(scan.scan().name() + "_at[item][lane] = sum;");
    out.close();
    out.line("before[item] = sum;");
    out.close();
  }

  private void warpCarry(CudaWriter out) {
    out.unrolled("item", String.valueOf(schedule.items()));
    out.line("float total;");
    out.line("const float part = " + scans.before(schedule.threads(), "before[item]") + ";");
    out.line("before[item] = " + scan.after("part") + ";");
    scan.advance(out, "total");
    out.close();
  }

  private void blockCarry(CudaWriter out) {
    int warps = schedule.threads() / 32;
    String slot = lookback() ? "warps" : "warps[turn]";
    out.line("const int warp = threadIdx.x / 32;");
    out.unrolled("item", String.valueOf(schedule.items()));
    out.line("float total;");
    out.line("before[item] = " + scans.before(32, "before[item]") + ";");
    out.line("if (threadIdx.x %% 32 == 0) %s[item * %d + warp] = total;".formatted(slot, warps));
    out.close();
    out.line("__syncthreads();");
    out.line(
        "const float share = threadIdx.x %% 32 < %d ? %s[threadIdx.x %% 32] : %s;"
            .formatted(warps * schedule.items(), slot, scan.identity()));
    out.line("float total;");
    out.line("const float part = " + scans.before(32, "share") + ";");
    if (lookback()) {
      out.line(
          "if (warp == 0) *running_of = %s(%s + 1, tile, row * tiles, total);"
              .formatted(scans.lookback(), states()));
      out.line("__syncthreads();");
      out.line("const float running = *running_of;");
    }
    out.unrolled("item", String.valueOf(schedule.items()));
    out.line(
        "const float other = __shfl_sync(0xffffffffu, part, item * %d + warp);".formatted(warps));
    out.line("before[item] = " + scan.combined("other", "before[item]") + ";");
    String after =
        lookback() ? scan.combined("running", "before[item]") : scan.after("before[item]");
    out.line("before[item] = " + after + ";");
    out.close();
    if (!lookback()) {
      scan.advance(out, "total");
      out.line("turn ^= 1;");
    }
  }

  private String tiles() {
    return Offsets.product(context.region().outerDims())
        + " * ceildiv("
        + Offsets.product(context.region().reducedDims())
        + ", "
        + schedule.chunk()
        + ")";
  }

  private List<String> launches() {
    String name = context.kernel();
    String rows = Offsets.product(context.region().outerDims());
    if (!lookback()) {
      return List.of(
          "%s<<<(ceildiv(%s, %d)), (%d)>>>(%s)"
              .formatted(
                  name,
                  rows,
                  schedule.rows(),
                  schedule.threads() * schedule.rows(),
                  parameters.arguments()));
    }
    String count = "1 + " + tiles();
    return List.of(
        "%s_clear<<<(ceildiv(%s, 256)), (256)>>>(%s, %s)".formatted(name, count, states(), count),
        "%s<<<(%s), (%d)>>>(%s, %s)"
            .formatted(name, tiles(), schedule.threads(), parameters.arguments(), states()));
  }

  private List<String> scratch() {
    List<String> scratch = new ArrayList<>(context.scratch());
    if (lookback()) {
      scratch.add(states() + ": i64[1 + " + tiles() + "]");
    }
    return scratch;
  }

  private String kernel(String body) {
    String name = context.kernel();
    String pointer = lookback() ? ", unsigned long long* " + states() : "";
    String argument = lookback() ? ", " + states() : "";
    String shared =
        inWarp()
            ? ""
            : lookback()
                ? ", float* warps, float* running_of, unsigned long long& ticket"
                : ", float (*warps)[32]";
    String sharedNames = inWarp() ? "" : lookback() ? ", warps, warps + 32, ticket" : ", warps";
    CudaWriter out = new CudaWriter();
    if (lookback()) {
      out.block(scans.clear(name)).line("");
    }
    out.line("template <bool aligned>");
    out.open(
        "__device__ __forceinline__ void %s_chunks(%s%s%s)"
            .formatted(name, parameters.declaration(), pointer, shared));
    if (schedule.vector() > 1) {
      out.line("constexpr int step = 1;");
    }
    out.block(body).close().line("");
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s%s)"
            .formatted(
                schedule.threads() * schedule.rows(), name, parameters.declaration(), pointer));
    if (!inWarp()) {
      out.line("__shared__ float warps" + (lookback() ? "[33];" : "[2][32];"));
    }
    if (lookback()) {
      out.line("__shared__ unsigned long long ticket;");
    }
    String call = name + "_chunks<%s>(" + parameters.names() + argument + sharedNames + ");";
    if (schedule.vector() > 1) {
      out.open("if (" + length + " % " + schedule.vector() + " == 0)");
      out.line(call.formatted("true"));
      out.next("else").line(call.formatted("false")).close();
    } else {
      out.line(call.formatted("true"));
    }
    return out.close().toString();
  }

  @Override
  public void read(CudaWriter out, Load load, String array, String first) {
    String tensor = parameters.input(load.tensor());
    List<Boolean> outer = load.present().subList(0, load.present().size() - 1);
    boolean last = load.present().get(load.present().size() - 1);
    String row =
        outer.contains(true)
            ? Offsets.of(parameters.sizes(context.region().outerDims()), outer, "row")
            : "";
    if (last) {
      String from = row.isEmpty() ? "" : " + " + Offsets.factor(row) + " * " + length;
      String function = helpers.read(schedule.vector(), load.tensor().dtype());
      out.line(Helpers.move(function, schedule.vector(), array, tensor + from, first, "end"));
    } else {
      out.unrolled("lane", String.valueOf(schedule.vector()));
      String element = Helpers.element(load.tensor(), tensor + " + " + Offsets.factor(row));
      out.line("if (%s < end) %s[lane] = %s;".formatted(first, array, element));
      out.close();
    }
  }

  @Override
  public void write(CudaWriter out, Store store, String array, String first) {
    String to = parameters.output(store.tensor());
    to += context.region().outerDims().isEmpty() ? "" : " + row * " + Offsets.factor(length);
    String function = helpers.write(schedule.vector(), store.tensor().dtype());
    out.line(Helpers.move(function, schedule.vector(), to, array, first, "end"));
  }
}
