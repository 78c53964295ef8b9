package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes reductions along dims that others follow, and all that is pointwise around them:
 * neighbouring threads take neighbouring columns, so that every access is coalesced, and the
 * block's rows of threads share the reduced elements. Split, several blocks share them, and each
 * pass is a kernel; what its blocks leave is combined by the next one or, at last, by the last
 * block of the same one. Sums need leave nothing: their blocks add to the results.
 */
final class ColumnKernel implements Addressing {
  private final RegionContext context;
  private final Region region;
  private final Schedule.Column schedule;
  private final Helpers helpers;
  private final Program program;
  private final int items;
  private final String reduced;
  private final StringBuilder code = new StringBuilder();
  private final List<String> launches = new ArrayList<>();
  private final Map<Reduction, TensorSpec> parts = new LinkedHashMap<>();
  private KernelParameters parameters;

  private ColumnKernel(RegionContext context, Schedule.Column schedule) {
    this.context = context;
    this.region = context.region();
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    this.parameters = context.parameters();
    this.reduced = parameters.size(Offsets.product(region.reducedDims()), "reduced");
    boolean online = schedule.online() == 1;
    this.program =
        Lowering.of(region, context.tensors(), context.identifiers(), parameters, reduced, online);
    long most = context.sizes().largest(region.reducedDims());
    this.items =
        schedule.cache() == Cache.REGISTERS
            ? (int) Math.max(1, (most + schedule.y() - 1) / schedule.y())
            : schedule.items();
  }

  static Rendered render(RegionContext context, Schedule.Column schedule) {
    ColumnKernel kernel = new ColumnKernel(context, schedule);
    kernel.code.append(context.comment()).append(comment(schedule));
    if (schedule.split() == 1) {
      kernel.whole();
    } else {
      kernel.split();
    }
    List<String> scratch = new ArrayList<>(context.scratch());
    kernel.parts.values().forEach(tensor -> scratch.add(tensor.toString()));
    String code = kernel.code.toString();
    return new Rendered(kernel.helpers.texts(), code, kernel.launches, scratch);
  }

  private static String comment(Schedule.Column schedule) {
    String kept = schedule.cache() == Cache.REGISTERS ? ", kept in registers between passes" : "";
    String blocks = schedule.split() == 1 ? "A block covers" : schedule.split() + " blocks share";
    String end = kept + schedule.finish().comment();
    return "// %s %d columns; %d rows of threads share the reduced elements%s.\n"
        .formatted(blocks, schedule.x() * schedule.vector(), schedule.y(), end);
  }

  private void whole() {
    ColumnResults results = results();
    CudaWriter body = new CudaWriter();
    PassWriter passes = passes(body);
    pointers(body, 0, program.passes());
    results.loads(body, program);
    passes.results(0);
    for (int pass = 0; pass < program.passes(); pass++) {
      pass(passes, pass);
      program.reductions(pass).forEach(reduction -> results.combine(body, reduction));
      passes.results(pass + 1);
    }
    results.stores(body, program);
    finish(context.kernel(), body, results, false);
  }

  private void split() {
    begin();
    boolean combined = schedule.finish() != Finish.KERNEL && Finishing.reducesLast(program);
    for (int pass = 0; pass <= program.passes(); pass++) {
      parameters = parameters.derived();
      ColumnResults results = results();
      CudaWriter body = new CudaWriter();
      PassWriter passes = passes(body);
      boolean last = pass == program.passes();
      pointers(body, pass, last ? pass : pass + 1);
      results.loads(body, program);
      passes.results(0);
      collect(passes, results, pass);
      if (!last) {
        pass(passes, pass);
        for (Reduction reduction : program.reductions(pass)) {
          results.combine(body, reduction);
          if (schedule.finish() != Finish.ADD) {
            results.leave(body, reduction, part(reduction));
          }
        }
        if (combined && pass + 1 == program.passes()) {
          finishHere(passes, results, pass);
        }
        finish(context.kernel() + "_pass" + (pass + 1), body, results, true);
      } else if (!combined && !program.resultStores().isEmpty()) {
        results.stores(body, program);
        finish(context.kernel() + "_finish", body, results, false);
      }
    }
  }

  private void begin() {
    switch (schedule.finish()) {
      case KERNEL -> {}
      case LAST -> code.append(Tickets.of(context, schedule).definition());
      case ADD -> {
        ZeroedResults zeroed = new ZeroedResults(context);
        code.append(zeroed.kernel(program));
        launches.add(zeroed.launch());
      }
    }
  }

  /** Writes what follows the last pass in its own kernel. */
  private void finishHere(PassWriter passes, ColumnResults results, int pass) {
    CudaWriter out = passes.out();
    switch (schedule.finish()) {
      case KERNEL -> {}
      case LAST -> {
        String last = Tickets.of(context, schedule).isLast(helpers, "blockIdx.x");
        out.open("if (" + last + ")");
        results.reuse();
        collect(passes, results, pass, true);
        results.stores(out, program);
        out.close();
      }
      case ADD -> {
        passes.results(pass + 1);
        results.additions(out, program);
      }
    }
  }

  private void collect(PassWriter passes, ColumnResults results, int before) {
    for (int pass = 0; pass < before; pass++) {
      collect(passes, results, pass, false);
    }
  }

  /** Combines what blocks left after a pass, and computes the results that follow from it. */
  private void collect(PassWriter passes, ColumnResults results, int pass, boolean justNow) {
    for (Reduction reduction : program.reductions(pass)) {
      passes.accumulator(reduction, "0x7fffffff");
      results.collect(passes.out(), reduction, part(reduction), justNow);
      results.combine(passes.out(), reduction);
    }
    passes.results(pass + 1);
  }

  private TensorSpec part(Reduction reduction) {
    return parts.computeIfAbsent(
        reduction,
        key -> {
          List<String> lengths = new ArrayList<>(List.of(String.valueOf(schedule.split())));
          lengths.addAll(region.outerDims());
          lengths.addAll(region.innerDims());
          return SplitParts.tensor(key, lengths, context.indexType());
        });
  }

  private ColumnResults results() {
    return new ColumnResults(context, schedule, helpers, parameters);
  }

  private PassWriter passes(CudaWriter out) {
    return new PassWriter(out, program, helpers, this, items, schedule.vector(), schedule.y());
  }

  private void finish(String name, CudaWriter body, ColumnResults results, boolean shared) {
    String inner = parameters.size(Offsets.product(region.innerDims()), "inner");
    ColumnFrame frame = new ColumnFrame(context, schedule, parameters, reduced(), inner);
    code.append(code.toString().endsWith("}\n") ? "\n" : "");
    code.append(frame.render(name, body.toString(), results.floats()));
    launches.add(frame.launch(name, shared));
  }

  private String reduced() {
    return parameters.size(Offsets.product(region.reducedDims()), "reduced");
  }

  private void pass(PassWriter passes, int pass) {
    CudaWriter out = passes.out();
    out.line("").line("// Pass %d of %d.".formatted(pass + 1, program.passes()));
    passes.accumulators(pass);
    if (schedule.cache() == Cache.NONE) {
      int stride = items * schedule.y();
      out.open(
          "for (" + context.indexType() + " first = begin; first < end; first += " + stride + ")");
      passes.write(pass, "first", Kept.NOTHING);
      out.close();
      return;
    }
    Set<String> in = pass > 0 ? Carries.after(program, pass - 1) : Set.of();
    Set<String> keep = pass + 1 < program.passes() ? Carries.after(program, pass) : Set.of();
    keep.stream().filter(name -> !in.contains(name)).forEach(passes::declare);
    out.open("");
    passes.write(pass, "begin", new Kept(in, keep));
    out.close();
  }

  /** Writes the pointers to the first column's first element that passes need. */
  private void pointers(CudaWriter out, int from, int to) {
    Set<String> used = new java.util.LinkedHashSet<>();
    for (int pass = from; pass < to; pass++) {
      used.addAll(Carries.closure(program, Carries.wanted(program, pass), Set.of()));
    }
    for (Value value : program.values()) {
      if (value instanceof Load load
          && load.scope() == Scope.ELEMENT
          && used.contains(load.name())) {
        String type = "const " + load.tensor().dtype().cudaName() + "* ";
        out.line(type + load.name() + "_ptr = " + base(load) + ";");
      }
    }
    for (int pass = from; pass < to; pass++) {
      for (Store store : program.elementStores(pass)) {
        String type = store.tensor().dtype().cudaName() + "* ";
        String tensor = parameters.output(store.tensor());
        String offset = "outer * " + reduced() + " * columns";
        out.line(type + store.value() + "_ptr = " + tensor + " + " + offset + ";");
      }
    }
  }

  private String base(Load load) {
    String tensor = parameters.input(load.tensor());
    if (scattered(load) || !outer(load).contains(true)) {
      return tensor;
    }
    boolean along = reducedPart(load).contains(true);
    String lines = along ? " * " + reduced() : "";
    return tensor + " + outer" + lines + (inner(load).contains(true) ? " * columns" : "");
  }

  private List<Boolean> outer(Load load) {
    return load.present().subList(0, region.outer());
  }

  private List<Boolean> reducedPart(Load load) {
    return load.present().subList(region.outer(), region.outer() + region.reduced());
  }

  private List<Boolean> inner(Load load) {
    return load.present().subList(region.outer() + region.reduced(), region.space().size());
  }

  /** Tells whether a load varies along some of the outer, reduced or inner dims but not all. */
  private boolean scattered(Load load) {
    return List.of(outer(load), reducedPart(load), inner(load)).stream()
        .anyMatch(part -> part.contains(true) && part.contains(false));
  }

  @Override
  public void read(CudaWriter out, Load load, String array, String first) {
    int width = schedule.vector();
    String pointer = load.name() + "_ptr";
    if (scattered(load)) {
      String column = width == 1 ? "column" : "column + lane * step";
      String position = "((outer * " + reduced() + " + " + first + ") * columns + " + column + ")";
      String offset = Offsets.of(parameters.sizes(region.space()), load.present(), position);
      out.unrolled("lane", String.valueOf(width));
      String guard = "if (" + first + " < end && " + column + " < columns) ";
      String element = Helpers.element(load.tensor(), pointer + " + " + offset);
      out.line(guard + array + "[lane] = " + element + ";");
      out.close();
    } else if (inner(load).contains(true)) {
      String from = pointer + " + (" + first + ") * columns";
      String read = helpers.read(width, load.tensor().dtype());
      String move = Helpers.move(read, width, array, from, "column", "columns");
      out.line("if (" + first + " < end) " + move);
    } else {
      out.open("if (" + first + " < end)");
      String element = Helpers.element(load.tensor(), pointer + " + " + first);
      out.line("const float all = " + element + ";");
      out.unrolled("lane", String.valueOf(width)).line(array + "[lane] = all;").close();
      out.close();
    }
  }

  @Override
  public void write(CudaWriter out, Store store, String array, String first) {
    String to = store.value() + "_ptr + (" + first + ") * columns";
    String write = helpers.write(schedule.vector(), store.tensor().dtype());
    String move = Helpers.move(write, schedule.vector(), to, array, "column", "columns");
    out.line("if (" + first + " < end) " + move);
  }

  @Override
  public String inRange(String first, int vector) {
    return (vector == 1 ? "column" : "column + (aligned ? 0 : lane * step)") + " < columns";
  }

  @Override
  public String anyInRange(String first) {
    return first + " < end";
  }

  @Override
  public String index(String first, int vector) {
    return first;
  }

  @Override
  public boolean resultPerLane() {
    return true;
  }
}
