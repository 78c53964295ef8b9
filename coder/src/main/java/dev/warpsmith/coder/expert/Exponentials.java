package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.ReductionKind;

/** What the passes of a region hand on, and whether its sums of exponentials can be one pass. */
final class Exponentials {
  private Exponentials() {}

  /** Tells whether a region sums exponentials relative to their maximum. */
  static boolean in(Region region) {
    return region.nodes().stream()
        .anyMatch(
            node ->
                node.op() instanceof Op.Softmax
                    || (node.op() instanceof Op.Reduction reduction
                        && reduction.kind() == ReductionKind.LOGSUMEXP));
  }

  /** Returns how many values of each element the passes hand on. */
  static int carried(RegionContext context, boolean online) {
    Program program = program(context, online);
    int most = 0;
    for (int pass = 0; pass + 1 < program.passes(); pass++) {
      most = Math.max(most, Carries.after(program, pass).size());
    }
    return most;
  }

  /** Returns the region's scalar steps, under names that no kernel has. */
  static Program program(RegionContext context, boolean online) {
    return Lowering.of(
        context.region(),
        context.tensors(),
        new Identifiers(),
        new KernelParameters(new Identifiers(), "int"),
        "cols",
        online);
  }
}
