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
 * that the blocks of the next kernel combine again.
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
    for (int pass = 0; pass < program.passes(); pass++) {
      pass(pass);
    }
    boolean finish =
        !program.reductions(program.passes() - 1).isEmpty() || !program.resultStores().isEmpty();
    if (finish) {
      finish(program.passes());
    }
    List<String> scratch = new ArrayList<>(context.scratch());
    parts.values().forEach(tensor -> scratch.add(tensor.toString()));
    return new Rendered(kernel.helpers().texts(), code.toString(), launches, scratch);
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
      String pointer = kernel.parameters().output(part(reduction));
      String parts = SplitParts.of(kernel.helpers(), reduction, pointer, false);
      String at = "[row * " + schedule.split() + " + chunk] = ";
      body.line("if (thread == 0) " + parts + at + reduction.name() + ";");
    }
    String name = context.kernel() + "_pass" + (pass + 1);
    RowFrame frame = new RowFrame(context, schedule, kernel.parameters(), kernel.cols(), 0);
    code.append(frame.render(name, body.toString(), kernel.sharedFloats())).append('\n');
    launches.add(frame.launch(name));
  }

  /** Combines what the earlier kernels left, and computes the results that follow from it. */
  private void combineParts(PassWriter passes, int before) {
    CudaWriter out = passes.out();
    passes.results(0);
    for (int pass = 0; pass < before; pass++) {
      for (Reduction reduction : kernel.program().reductions(pass)) {
        passes.accumulator(reduction, "0x7fffffff");
        String pointer = kernel.parameters().input(part(reduction));
        String parts = SplitParts.of(kernel.helpers(), reduction, pointer, true);
        String name = reduction.name();
        out.open("for (int i = thread; i < shares; i += " + schedule.threads() + ")");
        out.line(
            "const "
                + kernel.helpers().accumulator(reduction.combine())
                + " part = "
                + parts
                + "[row * "
                + schedule.split()
                + " + i];");
        out.line(name + " = " + Accumulators.combined(reduction.combine(), name, "part") + ";");
        out.close().line(kernel.reduced(reduction));
      }
      passes.results(pass + 1);
    }
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
