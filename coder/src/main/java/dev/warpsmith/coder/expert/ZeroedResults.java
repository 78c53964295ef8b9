package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Store;
import java.util.ArrayList;
import java.util.List;

/** Writes the kernel that sets results to zero before blocks add to them. */
final class ZeroedResults {
  private final RegionContext context;
  private final KernelParameters parameters;
  private final List<String> lengths;

  ZeroedResults(RegionContext context) {
    this.context = context;
    this.parameters = context.parameters();
    this.lengths = new ArrayList<>(context.region().outerDims());
    lengths.addAll(context.region().innerDims());
  }

  private String name() {
    return context.kernel() + "_zero";
  }

  String kernel(Program program) {
    String count = parameters.size(Offsets.product(lengths), "results");
    CudaWriter body = new CudaWriter();
    for (Store store : program.resultStores()) {
      body.line(parameters.output(store.tensor()) + "[i] = 0.0f;");
    }
    CudaWriter out = new CudaWriter();
    String declaration = name() + "(" + parameters.declaration() + ")";
    out.open("extern \"C\" __global__ void __launch_bounds__(256) " + declaration);
    boolean many = !context.indexType().equals("int");
    String first = "blockIdx.x * 256" + (many ? "ll" : "");
    out.line("const " + context.indexType() + " i = " + first + " + threadIdx.x;");
    out.open("if (i < " + count + ")").block(body.toString()).close();
    return out.close().line("").toString();
  }

  /** Returns the body of the {@code @launch} line of the kernel written before. */
  String launch() {
    String blocks = "ceildiv(" + Offsets.product(lengths) + ", 256)";
    return name() + "<<<(" + blocks + "), (256)>>>(" + parameters.arguments() + ")";
  }
}
