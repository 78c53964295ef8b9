package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows that several blocks share: one kernel per pass, whose blocks leave partial results
 * that the blocks of the next kernel combine again, or the last block of the same one. Sums need
 * leave nothing: their blocks add to the results.
 */
final class SplitRowKernel {
  private final RowKernel kernel;
  private final RegionContext context;
  private final Schedule.Row schedule;
  private final Map<Reduction, TensorSpec> parts = new LinkedHashMap<>();
  private final StringBuilder code = new StringBuilder();
  private final List<String> launches = new ArrayList<>();

  SplitRowKernel(RowKernel kernel, RegionContext context, Schedule.Row schedule) {
    this.kernel = kernel;
    this.context = context;
    this.schedule = schedule;
  }

  Rendered render() {
    Program program = kernel.program();
    code.append(context.comment()).append(kernel.comments().schedule());
    boolean combines =
        Finishing.reducesLast(program)
            ? schedule.finish() == Finish.KERNEL
            : !program.resultStores().isEmpty();
    begin();
    for (int pass = 0; pass < program.passes(); pass++) {
      pass(pass);
    }
    if (combines) {
      finish(program.passes());
    }
    List<String> scratch = new ArrayList<>(context.scratch());
    parts.values().forEach(tensor -> scratch.add(tensor.toString()));
    return new Rendered(kernel.helpers().texts(), code.toString(), launches, scratch);
  }

  private void begin() {
    switch (schedule.finish()) {
      case KERNEL -> {}
      case LAST -> code.append(Tickets.of(context, schedule).definition());
      case ADD -> {
        ZeroedResults zeroed = new ZeroedResults(context);
        code.append(zeroed.kernel(kernel.program())).append('\n');
        launches.add(zeroed.launch());
      }
    }
  }

  private void pass(int pass) {
    kernel.beginKernel();
    CudaWriter body = new CudaWriter();
    PassWriter passes = kernel.passes(body);
    kernel.pointers(body, pass, pass + 1);
    combineParts(passes, pass);
    body.line("").line("// " + kernel.comments().purpose(pass));
    passes.accumulators(pass);
    body.open(
        "for ("
            + context.indexType()
            + " first = begin; first < end; first += "
            + kernel.items() * passes.stride()
            + ")");
    passes.write(pass, "first", Kept.NOTHING);
    body.close();
    for (Reduction reduction : kernel.program().reductions(pass)) {
      body.line(kernel.reduced(reduction));
      if (schedule.finish() != Finish.ADD) {
        leave(body, reduction);
      }
    }
    if (pass + 1 == kernel.program().passes() && Finishing.reducesLast(kernel.program())) {
      finishHere(passes, pass);
    }
    String name = context.kernel() + "_pass" + (pass + 1);
    RowFrame frame = new RowFrame(context, schedule, kernel.parameters(), kernel.cols(), 0);
    code.append(frame.render(name, body.toString(), kernel.sharedFloats())).append('\n');
    launches.add(frame.launch(name));
  }

  private void leave(CudaWriter out, Reduction reduction) {
    String pointer = kernel.parameters().output(part(reduction));
    String parts = SplitParts.of(kernel.helpers(), reduction, pointer, false);
    String at = "[row * " + schedule.split() + " + chunk] = ";
    out.line("if (thread == 0) " + parts + at + reduction.name() + ";");
  }

  /** Writes what follows the last pass in its own kernel. */
  private void finishHere(PassWriter passes, int pass) {
    CudaWriter out = passes.out();
    switch (schedule.finish()) {
      case KERNEL -> {}
      case LAST -> {
        String last = Tickets.of(context, schedule).isLast(kernel.helpers(), "row");
        out.open("if (" + last + ")");
        kernel.program().reductions(pass).forEach(reduction -> collect(passes, reduction, true));
        passes.results(pass + 1);
        kernel.resultStores(out);
        out.close();
      }
      case ADD -> {
        passes.results(pass + 1);
        kernel.resultAdditions(out);
      }
    }
  }

  /** Combines what the earlier kernels left, and computes the results that follow from it. */
  private void combineParts(PassWriter passes, int before) {
    passes.results(0);
    for (int pass = 0; pass < before; pass++) {
      for (Reduction reduction : kernel.program().reductions(pass)) {
        collect(passes, reduction, false);
      }
      passes.results(pass + 1);
    }
  }

  /**
   * Combines what blocks left.
   *
   * @param justNow whether they are blocks of this launch
   */
  private void collect(PassWriter passes, Reduction reduction, boolean justNow) {
    CudaWriter out = passes.out();
    KernelParameters parameters = kernel.parameters();
    passes.accumulator(reduction, "0x7fffffff");
    TensorSpec left = part(reduction);
    String pointer = justNow ? parameters.output(left) : parameters.input(left);
    String element =
        SplitParts.of(kernel.helpers(), reduction, pointer, true)
            + "[row * "
            + schedule.split()
            + " + i]";
    String part = justNow ? Accumulators.latest(reduction.combine(), element) : element;
    String type = kernel.helpers().accumulator(reduction.combine());
    String name = reduction.name();
    out.open("for (int i = thread; i < shares; i += " + schedule.threads() + ")");
    out.line("const " + type + " part = " + part + ";");
    out.line(name + " = " + Accumulators.combined(reduction.combine(), name, "part") + ";");
    out.close().line(kernel.reduced(reduction));
  }

  private void finish(int passes) {
    kernel.beginKernel();
    CudaWriter body = new CudaWriter();
    PassWriter writer = kernel.passes(body);
    kernel.pointers(body, passes, passes);
    combineParts(writer, passes);
    kernel.resultStores(body);
    CudaWriter out = new CudaWriter();
    RowFrame frame = new RowFrame(context, schedule, kernel.parameters(), kernel.cols(), 0);
    String shares = frame.shares();
    String name = context.kernel() + "_finish";
    int threads = schedule.threads();
    String bounds = "__launch_bounds__(" + threads + ") ";
    String declaration = kernel.parameters().declaration();
    out.open("extern \"C\" __global__ void " + bounds + name + "(" + declaration + ")");
    if (threads > 32) {
      out.line(RowFrame.warps(body.toString(), kernel.sharedFloats()));
    }
    out.line("const int thread = threadIdx.x;")
        .line(shares)
        .line("const long long row = blockIdx.x;");
    code.append(out.block(body.toString()).close());
    String rows = Offsets.product(context.region().outerDims());
    String arguments = kernel.parameters().arguments();
    launches.add(name + "<<<(" + rows + "), (" + threads + ")>>>(" + arguments + ")");
  }

  private TensorSpec part(Reduction reduction) {
    return parts.computeIfAbsent(
        reduction,
        key -> {
          String rows = Offsets.product(context.region().outerDims());
          return SplitParts.tensor(
              key, List.of(rows, String.valueOf(schedule.split())), context.indexType());
        });
  }
}
