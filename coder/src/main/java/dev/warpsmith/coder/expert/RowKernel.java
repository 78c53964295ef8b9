package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Picked;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes reductions along rows, and all that is pointwise around them: a warp, a part of one, or a
 * block per row; or, split, several blocks per row and a kernel per pass ({@link SplitRowKernel}).
 */
final class RowKernel implements Addressing {
  private final RegionContext context;
  private final Region region;
  private final Schedule.Row schedule;
  private final Helpers helpers;
  private final int items;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final Program program;
  private final String cols;
  private KernelParameters parameters;
  private int sharedFloats;

  private RowKernel(RegionContext context, Schedule.Row schedule) {
    this.context = context;
    this.region = context.region();
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    long reach = (long) schedule.threads() * schedule.vector();
    long columns = context.sizes().largest(region.reducedDims());
    this.items =
        schedule.cache() == Cache.REGISTERS
            ? (int) Math.max(1, (columns + reach - 1) / reach)
            : schedule.items();
    this.parameters = context.parameters();
    this.cols = parameters.size(Offsets.product(region.reducedDims()), "cols");
    this.program =
        Lowering.of(
            region,
            context.tensors(),
            context.identifiers(),
            parameters,
            cols,
            schedule.online() == 1);
  }

  static Rendered render(RegionContext context, Schedule.Row schedule) {
    RowKernel kernel = new RowKernel(context, schedule);
    return schedule.split() == 1
        ? kernel.whole()
        : new SplitRowKernel(kernel, context, schedule).render();
  }

  /** Begins another kernel, with pointers of its own. */
  void beginKernel() {
    parameters = parameters.derived();
    sharedFloats = 0;
  }

  private Rendered whole() {
    CudaWriter body = new CudaWriter();
    PassWriter passes = passes(body);
    pointers(body, 0, program.passes());
    passes.results(0);
    for (int pass = 0; pass < program.passes(); pass++) {
      body.line("").line("// " + comments().purpose(pass));
      onePass(passes, pass);
      for (Reduction reduction : program.reductions(pass)) {
        body.line(reduced(reduction));
      }
      passes.results(pass + 1);
    }
    resultStores(body);
    RowFrame frame = new RowFrame(context, schedule, parameters, cols, slotCount());
    String code =
        context.comment()
            + comments().schedule()
            + frame.render(context.kernel(), body.toString(), sharedFloats);
    return new Rendered(
        helpers.texts(), code, List.of(frame.launch(context.kernel())), context.scratch());
  }

  /** Returns what the kernel says about itself in comments. */
  RowComments comments() {
    return new RowComments(program, parameters, schedule);
  }

  PassWriter passes(CudaWriter out) {
    int stride = schedule.threads() * schedule.vector();
    return new PassWriter(out, program, helpers, this, items, schedule.vector(), stride);
  }

  /** Returns the line that combines a reduction over the row's threads. */
  String reduced(Reduction reduction) {
    String slot = "warps + " + sharedFloats;
    sharedFloats += helpers.slotFloats(reduction.combine());
    String call = helpers.reduce(reduction.combine(), schedule.threads(), reduction.name(), slot);
    return reduction.name() + " = " + call + ";";
  }

  private void onePass(PassWriter passes, int pass) {
    CudaWriter out = passes.out();
    boolean caching = schedule.cache() != Cache.NONE;
    Set<String> in = caching && pass > 0 ? Carries.after(program, pass - 1) : Set.of();
    Set<String> keep =
        caching && pass + 1 < program.passes() ? Carries.after(program, pass) : Set.of();
    Kept kept = new Kept(in, keep);
    passes.accumulators(pass);
    if (schedule.cache() == Cache.REGISTERS) {
      keep.stream().filter(name -> !in.contains(name)).forEach(passes::declare);
      out.open("");
      passes.write(pass, "begin", kept);
      out.close();
      return;
    }
    out.open(
        "for ("
            + context.indexType()
            + " first = begin; first < end; first += "
            + items * passes.stride()
            + ")");
    if (schedule.cache() == Cache.SHARED) {
      sharedPass(passes, pass, kept);
    } else {
      passes.write(pass, "first", Kept.NOTHING);
    }
    out.close();
  }

  private void sharedPass(PassWriter passes, int pass, Kept kept) {
    CudaWriter out = passes.out();
    Set<String> arrays = new LinkedHashSet<>(kept.in());
    arrays.addAll(kept.keep());
    arrays.forEach(passes::declare);
    Map<String, Integer> sources = new LinkedHashMap<>(slots);
    assignSlots(kept);
    if (!kept.in().isEmpty()) {
      passes.eachItem(
          "first",
          first ->
              kept.in()
                  .forEach(
                      name ->
                          out.line(
                              moved(
                                  helpers.readShared(schedule.vector()),
                                  passes.at(name),
                                  slot(sources, name),
                                  first))));
    }
    passes.write(pass, "first", kept);
    List<String> moved = kept.keep().stream().filter(name -> !kept.in().contains(name)).toList();
    if (!moved.isEmpty()) {
      passes.eachItem(
          "first",
          first ->
              moved.forEach(
                  name ->
                      out.line(
                          moved(
                              helpers.write(schedule.vector(), DType.F32),
                              slot(slots, name),
                              passes.at(name),
                              first))));
    }
  }

  private void assignSlots(Kept kept) {
    slots.keySet().retainAll(kept.keep());
    for (String name : kept.keep()) {
      if (!slots.containsKey(name)) {
        int free = 0;
        while (slots.containsValue(free)) {
          free++;
        }
        slots.put(name, free);
      }
    }
  }

  private static String slot(Map<String, Integer> slots, String name) {
    int slot = slots.getOrDefault(name, 0);
    return slot == 0 ? "row_cache" : "row_cache + " + slot + " * row_floats";
  }

  private int slotCount() {
    int most = 0;
    if (schedule.cache() == Cache.SHARED) {
      for (int pass = 0; pass + 1 < program.passes(); pass++) {
        Set<String> both = new LinkedHashSet<>(Carries.after(program, pass));
        most = Math.max(most, both.size());
      }
    }
    return most;
  }

  /**
   * Writes the values that a row's elements share, and the pointers to it that passes need.
   *
   * @param from first pass
   * @param to last pass, excluded
   */
  void pointers(CudaWriter out, int from, int to) {
    Set<String> used = new LinkedHashSet<>();
    for (int pass = from; pass < to; pass++) {
      used.addAll(Carries.closure(program, Carries.wanted(program, pass), Set.of()));
    }
    for (Program.Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        String element = parameters.input(load.tensor()) + "[" + rowOffset(load) + "]";
        constant(out, load.name(), load.tensor().dtype(), element);
      } else if (value instanceof Picked picked) {
        String element =
            parameters.input(picked.tensor()) + "[row * " + cols + " + " + picked.index() + "]";
        constant(out, picked.name(), picked.tensor().dtype(), element);
      } else if (value instanceof Load load && used.contains(load.name())) {
        String tensor = parameters.input(load.tensor());
        out.line(
            "const "
                + load.tensor().dtype().cudaName()
                + "* "
                + load.name()
                + "_ptr = "
                + base(load, tensor)
                + ";");
      }
    }
    for (int pass = from; pass < to; pass++) {
      for (Store store : program.elementStores(pass)) {
        out.line(
            store.tensor().dtype().cudaName()
                + "* "
                + store.value()
                + "_ptr = "
                + parameters.output(store.tensor())
                + " + row * "
                + cols
                + ";");
      }
    }
  }

  /** Writes the definition of a value that a row's elements share. */
  private void constant(CudaWriter out, String name, DType dtype, String element) {
    boolean whole = dtype == DType.I64 || dtype == DType.I32;
    String type = whole ? "long long" : "float";
    String converted = dtype == DType.F32 || dtype == DType.I64 ? "" : "(" + type + ")";
    String guarded =
        schedule.rows() == 1
            ? element
            : "row < " + rows() + " ? " + converted + element + " : " + (whole ? "0" : "0.0f");
    out.line("const " + type + " " + name + " = " + guarded + ";");
  }

  private String rows() {
    return parameters.size(Offsets.product(region.outerDims()), "rows");
  }

  private String base(Load load, String tensor) {
    List<String> present = new ArrayList<>();
    for (int i = region.outer(); i < region.space().size(); i++) {
      if (load.present().get(i)) {
        present.add(region.space().get(i));
      }
    }
    String rows = rowOffset(load);
    if (rows.equals("0")) {
      return tensor;
    }
    String length = parameters.size(Offsets.product(present), "cols");
    return tensor + " + " + (rows.equals("row") ? rows : "(" + rows + ")") + " * " + length;
  }

  private String rowOffset(Load load) {
    List<Boolean> present = load.present().subList(0, region.outer());
    if (!present.contains(true)) {
      return "0";
    }
    return present.contains(false)
        ? Offsets.of(parameters.sizes(region.outerDims()), present, "row")
        : "row";
  }

  void resultStores(CudaWriter out) {
    List<Store> stores = program.resultStores();
    if (stores.isEmpty()) {
      return;
    }
    out.open("if (thread == 0" + (schedule.rows() == 1 ? "" : " && row < " + rows()) + ")");
    for (Store store : stores) {
      out.line(parameters.output(store.tensor()) + "[row] = " + program.result(store) + ";");
    }
    out.close();
  }

  /** Adds what a block found to the results, of which each is a sum. */
  void resultAdditions(CudaWriter out) {
    out.open("if (thread == 0)");
    for (Store store : program.resultStores()) {
      String result = parameters.output(store.tensor()) + " + row";
      out.line("atomicAdd(" + result + ", " + program.result(store) + ");");
    }
    out.close();
  }

  @Override
  public void read(CudaWriter out, Load load, String array, String first) {
    List<Boolean> present = load.present().subList(region.outer(), region.space().size());
    String pointer = load.name() + "_ptr";
    if (!present.contains(false)) {
      String read = helpers.read(schedule.vector(), load.tensor().dtype());
      out.line(moved(read, array, pointer, first));
      return;
    }
    List<String> dims = parameters.sizes(region.reducedDims());
    if (schedule.vector() == 1) {
      out.line(elements(load, array + "[0]", "(" + first + ")", dims, present));
      return;
    }
    // Where its last dim, or the last one that it lacks, is of whole vectors, one is enough.
    String inner = Offsets.factor(dims.get(dims.size() - 1));
    out.open("if (aligned && " + inner + " % " + schedule.vector() + " == 0)");
    if (present.get(present.size() - 1)) {
      String from = pointer + " + " + Offsets.of(dims, present, "(" + first + ")");
      String read = helpers.read(schedule.vector(), load.tensor().dtype());
      out.line(
          "if (" + first + " < end) " + read + "<true>(" + array + ", " + from + ", 0, 1, 1);");
    } else {
      out.line("float all = 0.0f;");
      out.line(elements(load, "all", "(" + first + ")", dims, present));
      out.unrolled("lane", String.valueOf(schedule.vector())).line(array + "[lane] = all;").close();
    }
    out.close().open("else");
    out.unrolled("lane", String.valueOf(schedule.vector()));
    out.line(elements(load, array + "[lane]", "(" + first + " + lane * step)", dims, present));
    out.close().close();
  }

  /** Returns the statement that reads an element of a tensor that lacks dims of the row. */
  private static String elements(
      Load load, String to, String column, List<String> dims, List<Boolean> present) {
    String from = load.name() + "_ptr + " + Offsets.of(dims, present, column);
    return "if (%s < end) %s = %s;".formatted(column, to, Helpers.element(load.tensor(), from));
  }

  @Override
  public void write(CudaWriter out, Store store, String array, String first) {
    String write = helpers.write(schedule.vector(), store.tensor().dtype());
    out.line(moved(write, store.value() + "_ptr", array, first));
  }

  private String moved(String function, String to, String from, String first) {
    return Helpers.move(function, schedule.vector(), to, from, first, "end");
  }

  Program program() {
    return program;
  }

  KernelParameters parameters() {
    return parameters;
  }

  Helpers helpers() {
    return helpers;
  }

  String cols() {
    return cols;
  }

  /** Returns the shared memory that the reductions of the kernel so far combine through. */
  int sharedFloats() {
    return sharedFloats;
  }

  int items() {
    return items;
  }
}
