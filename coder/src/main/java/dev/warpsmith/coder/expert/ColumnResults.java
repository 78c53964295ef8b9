package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What a column kernel does once for each of its columns: loads of what their elements share, the
 * combination of accumulators over the block's rows of threads, stores.
 *
 * <p>A thread's results stand in arrays with an element for each lane of its vector. Lanes of a
 * warp that have the same columns combine by shuffles, warps through shared memory.
 */
final class ColumnResults {
  private final RegionContext context;
  private final Region region;
  private final Schedule.Column schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private int floats;
  private int most;

  ColumnResults(
      RegionContext context,
      Schedule.Column schedule,
      Helpers helpers,
      KernelParameters parameters) {
    this.context = context;
    this.region = context.region();
    this.schedule = schedule;
    this.helpers = helpers;
    this.parameters = parameters;
  }

  /** Returns the shared memory that the combinations so far use. */
  int floats() {
    return most;
  }

  /** Gives the shared memory back that earlier combinations used; all threads must be past them. */
  void reuse() {
    floats = 0;
  }

  /** Writes the values that a column's elements share. */
  void loads(CudaWriter out, Program program) {
    for (Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        String tensor = parameters.input(load.tensor());
        if (!load.present().contains(true)) {
          out.line("const float " + load.name() + " = " + tensor + "[0];");
          continue;
        }
        out.line("float " + load.name() + "_at[" + schedule.vector() + "];");
        out.unrolled("lane", String.valueOf(schedule.vector()));
        String element = tensor + "[" + offset(load) + "]";
        out.line("if (" + here() + " < columns) " + load.name() + "_at[lane] = " + element + ";");
        out.close();
      }
    }
  }

  /** Returns the column of a lane. */
  private String here() {
    return schedule.vector() == 1 ? "column" : "column + lane * step";
  }

  private String offset(Load load) {
    List<Boolean> present = new ArrayList<>(load.present().subList(0, region.outer()));
    present.addAll(
        load.present().subList(region.outer() + region.reduced(), region.space().size()));
    String result = "(outer * columns + " + here() + ")";
    return present.contains(false)
        ? Offsets.of(parameters.sizes(resultDims()), present, result)
        : result;
  }

  private List<String> resultDims() {
    List<String> lengths = new ArrayList<>(region.outerDims());
    lengths.addAll(region.innerDims());
    return lengths;
  }

  /** Writes the lines that combine an accumulator over the rows of threads, for all of them. */
  void combine(CudaWriter out, Reduction reduction) {
    int x = schedule.x();
    int threads = x * schedule.y();
    String at = reduction.name() + "_at[lane]";
    boolean shuffles = x < Math.min(32, threads);
    String lanes =
        shuffles ? helpers.reduceLanes(reduction.combine(), x, Math.min(32, threads)) : "";
    int parts = x < 32 ? Math.max(1, threads / 32) : schedule.y();
    if (parts == 1) {
      if (shuffles) {
        out.unrolled("lane", String.valueOf(schedule.vector()));
        out.line(at + " = " + lanes + "(" + at + ");").close();
      }
      return;
    }
    String type = helpers.accumulator(reduction.combine());
    String share = "share + " + floats;
    String name = reduction.name() + "_share";
    String cast = type.equals("float") ? share : "reinterpret_cast<" + type + "*>(" + share + ")";
    out.line(type + "* " + name + " = " + cast + ";");
    int each = Accumulators.floats(reduction.combine(), context.indexType());
    floats += (parts * x * schedule.vector() * each + 3) / 4 * 4;
    most = Math.max(most, floats);
    String part = shuffles ? "threadIdx.x / 32" : "ty";
    out.unrolled("lane", String.valueOf(schedule.vector()));
    if (shuffles) {
      out.line(at + " = " + lanes + "(" + at + ");");
    }
    String guard = shuffles ? "if (threadIdx.x % 32 < " + x + ") " : "";
    out.line(
        guard + name + "[(lane * " + parts + " + " + part + ") * " + x + " + tx] = " + at + ";");
    out.close().line("__syncthreads();");
    out.unrolled("lane", String.valueOf(schedule.vector()));
    String start = shuffles ? "threadIdx.x % 32 / " + x : "0";
    int step = shuffles ? 32 / x : 1;
    String other = name + "[(lane * " + parts + " + part) * " + x + " + tx]";
    String identity = Accumulators.identity(reduction.combine(), "0x7fffffff");
    out.line(type + " all = " + identity + ";");
    out.open("for (int part = " + start + "; part < " + parts + "; part += " + step + ")");
    out.line("all = " + Accumulators.combined(reduction.combine(), "all", other) + ";").close();
    out.line(at + " = " + (shuffles ? lanes + "(all)" : "all") + ";").close();
  }

  /** Writes what each column's results are stored as, and the stores. */
  void stores(CudaWriter out, Program program) {
    if (program.resultStores().isEmpty()) {
      return;
    }
    out.open("if (ty == 0)");
    for (Store store : program.resultStores()) {
      String to = parameters.output(store.tensor()) + " + outer * columns";
      if (program.result(store).equals(store.value())) {
        write(out, to, store.value() + "_at", store.tensor());
      } else {
        lanes(out, to, store.value() + "_at[lane].index");
      }
    }
    out.close();
  }

  /** Adds what a block found to the results, of which each is a sum. */
  void additions(CudaWriter out, Program program) {
    out.open("if (ty == 0)");
    for (Store store : program.resultStores()) {
      String result = parameters.output(store.tensor()) + " + outer * columns + " + here();
      String add = "atomicAdd(" + result + ", " + store.value() + "_at[lane]);";
      out.unrolled("lane", String.valueOf(schedule.vector()));
      out.line("if (" + here() + " < columns) " + add).close();
    }
    out.close();
  }

  private void write(CudaWriter out, String to, String array, TensorSpec tensor) {
    String function = helpers.write(schedule.vector(), tensor.dtype());
    out.line(Helpers.move(function, schedule.vector(), to, array, "column", "columns"));
  }

  private void lanes(CudaWriter out, String to, String value) {
    out.unrolled("lane", String.valueOf(schedule.vector()));
    out.line("if (" + here() + " < columns) (" + to + ")[" + here() + "] = " + value + ";");
    out.close();
  }

  /** Writes a block's accumulators to where the next kernel finds them. */
  void leave(CudaWriter out, Reduction reduction, TensorSpec parts) {
    String pointer = parameters.output(parts);
    String to = SplitParts.of(helpers, reduction, pointer, false) + " + " + line("blockIdx.y");
    out.open("if (ty == 0)");
    if (Accumulators.isPair(reduction.combine())) {
      lanes(out, to, reduction.name() + "_at[lane]");
    } else {
      write(out, to, reduction.name() + "_at", parts);
    }
    out.close();
  }

  /** Returns the offset of a block's share of the accumulators. */
  private String line(String share) {
    String outer = parameters.size(Offsets.product(region.outerDims()), "outers");
    return "((long long)" + share + " * " + Offsets.factor(outer) + " + outer) * columns";
  }

  /**
   * Writes the lines that read the accumulators that blocks left.
   *
   * @param justNow whether they are blocks of this launch
   */
  void collect(CudaWriter out, Reduction reduction, TensorSpec parts, boolean justNow) {
    String pointer = justNow ? parameters.output(parts) : parameters.input(parts);
    String from = SplitParts.of(helpers, reduction, pointer, true) + " + " + line("part");
    String type = helpers.accumulator(reduction.combine());
    String at = reduction.name() + "_at[lane]";
    out.open("for (int part = ty; part < shares; part += " + schedule.y() + ")");
    out.line(type + " part_at[" + schedule.vector() + "];");
    if (Accumulators.isPair(reduction.combine())) {
      out.unrolled("lane", String.valueOf(schedule.vector()));
      String element = "(" + from + ")[" + here() + "]";
      String part = justNow ? Accumulators.latest(reduction.combine(), element) : element;
      out.line("if (" + here() + " < columns) part_at[lane] = " + part + ";");
      out.close();
    } else {
      int width = schedule.vector();
      String function = justNow ? helpers.readLatest(width) : helpers.read(width, parts.dtype());
      out.line(Helpers.move(function, schedule.vector(), "part_at", from, "column", "columns"));
    }
    out.unrolled("lane", String.valueOf(schedule.vector()));
    String combined = Accumulators.combined(reduction.combine(), at, "part_at[lane]");
    out.line("if (" + here() + " < columns) " + at + " = " + combined + ";");
    out.close().close();
  }
}
