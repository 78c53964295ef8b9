package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import java.util.ArrayList;
import java.util.List;

/** What row kernels say about themselves. */
record RowComments(Program program, KernelParameters parameters, Schedule.Row row) {
  /** Returns what a pass is for: the reductions that it makes, the values that it stores. */
  String purpose(int pass) {
    List<String> done = new ArrayList<>();
    for (Reduction reduction : program.reductions(pass)) {
      done.add("the row's " + Accumulators.meaning(reduction.combine()) + reduction.argument());
    }
    for (Store store : program.elementStores(pass)) {
      done.add("the elements of " + parameters.output(store.tensor()));
    }
    return "Pass %d of %d: %s.".formatted(pass + 1, program.passes(), String.join(", ", done));
  }

  /** Returns the schedule in words, as a comment. */
  String schedule() {
    int threads = row.threads();
    if (row.split() > 1) {
      return "// Up to %d blocks of %d threads share a row%s.\n"
          .formatted(row.split(), threads, row.finish().comment());
    }
    String who =
        threads > 32
            ? "A block of " + threads + " threads computes a row"
            : threads == 1 ? "A thread computes a row" : threads + " lanes compute a row";
    String blocks = row.rows() > 1 ? ", a block " + row.rows() + " rows" : "";
    boolean shared = row.cache() == Cache.SHARED;
    String where =
        row.cache() == Cache.NONE || program.passes() == 1
            ? ""
            : "; it stays in %s between passes".formatted(shared ? "shared memory" : "registers");
    return "// " + who + blocks + where + ".\n";
  }
}
