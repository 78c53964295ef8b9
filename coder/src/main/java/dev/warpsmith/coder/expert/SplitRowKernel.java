package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.PassWriter.Kept;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
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
    code.append(context.comment()).append(kernel.comment());
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
    int reductions = combineParts(passes, pass);
    body.line("").line("// " + kernel.purpose(pass));
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
      body.line(kernel.reduced(reduction, "warps + " + 32 * reductions++));
      TensorSpec tensor = part(reduction);
      String pointer = kernel.parameters().output(tensor);
      body.line(
          "if (thread == 0) "
              + pointer
              + "[row * "
              + schedule.split()
              + " + chunk] = "
              + reduction.name()
              + ";");
    }
    String name = context.kernel() + "_pass" + (pass + 1);
    RowFrame frame = new RowFrame(context, schedule, kernel.parameters(), kernel.cols(), 0);
    code.append(frame.render(name, body.toString(), reductions)).append('\n');
    launches.add(frame.launch(name));
  }

  /** Combines what the earlier kernels left, and computes the results that follow from it. */
  private int combineParts(PassWriter passes, int before) {
    int reductions = 0;
    passes.results(0);
    for (int pass = 0; pass < before; pass++) {
      passes.accumulators(pass);
      for (Reduction reduction : kernel.program().reductions(pass)) {
        String element =
            kernel.parameters().input(part(reduction)) + "[row * " + schedule.split() + " + i]";
        passes
            .out()
            .open(
                "for (int i = thread; i < "
                    + schedule.split()
                    + "; i += "
                    + schedule.threads()
                    + ")")
            .line("const float part = " + element + ";")
            .line(
                reduction.name()
                    + " = "
                    + Helpers.combined(reduction.combine(), reduction.name(), "part")
                    + ";")
            .close()
            .line(kernel.reduced(reduction, "warps + " + 32 * reductions++));
      }
      passes.results(pass + 1);
    }
    return reductions;
  }

  private void finish(int passes) {
    kernel.beginKernel();
    CudaWriter body = new CudaWriter();
    PassWriter writer = kernel.passes(body);
    kernel.pointers(body, passes, passes);
    int reductions = combineParts(writer, passes);
    kernel.resultStores(body);
    CudaWriter out = new CudaWriter();
    String name = context.kernel() + "_finish";
    int threads = schedule.threads();
    String bounds = "__launch_bounds__(" + threads + ") ";
    String declaration = kernel.parameters().declaration();
    out.open("extern \"C\" __global__ void " + bounds + name + "(" + declaration + ")");
    if (threads > 32) {
      out.line("__shared__ float warps[" + 32 * reductions + "];");
    }
    out.line("const int thread = threadIdx.x;").line("const long long row = blockIdx.x;");
    code.append(out.block(body.toString()).close());
    String rows = Offsets.product(context.region().outerDims());
    String arguments = kernel.parameters().arguments();
    launches.add(name + "<<<(" + rows + "), (" + threads + ")>>>(" + arguments + ")");
  }

  private TensorSpec part(Reduction reduction) {
    return parts.computeIfAbsent(
        reduction,
        key -> {
          List<Expression> shape = new ArrayList<>();
          shape.add(Expression.parse(Offsets.product(context.region().outerDims())));
          shape.add(Expression.of(schedule.split()));
          return new TensorSpec(key.name() + "_parts", DType.F32, shape);
        });
  }
}
