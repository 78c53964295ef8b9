package dev.warpsmith.optimizer.suite;

import dev.warpsmith.kernelbench.evaluation.UnfusedRoofline;
import java.util.List;

/** What a suite's candidates are compared with. */
final class Baselines {
  /** Every operator a kernel of its own, at the speed of light. */
  static final String UNFUSED = UnfusedRoofline.NAME;

  private Baselines() {}

  /** Returns the baselines that rows know, in the order in which they first come. */
  static List<String> of(List<SuiteRow> rows) {
    List<String> known =
        rows.stream()
            .flatMap(row -> row.best().stream())
            .flatMap(best -> best.against().stream())
            .map(SuiteRow.Against::baseline)
            .distinct()
            .toList();
    return known.isEmpty() ? List.of(SuiteRow.NAIVE) : known;
  }

  /** Returns what a baseline is, in a clause. */
  static String meaning(String baseline) {
    if (baseline.equals(SuiteRow.NAIVE)) {
      return "the naive kernels, one for each operator";
    }
    return baseline.equals(UNFUSED)
        ? "every operator a kernel of its own, at the speed of light, and a launch each"
        : "timed in turn on the same GPU";
  }
}
