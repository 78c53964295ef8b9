package dev.warpsmith.optimizer.suite;

import dev.warpsmith.optimizer.suite.SuiteRow.Against;
import dev.warpsmith.optimizer.suite.SuiteRow.Best;
import dev.warpsmith.optimizer.suite.SuiteRow.Spent;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of tasks that nobody ran. */
final class Rows {
  private static final Spent SPENT = new Spent(3, 2, 90, 0.25);

  private Rows() {}

  static SuiteTask task(String name, String group) {
    return new SuiteTask(name, group, name, SuiteTask.folder(name));
  }

  /** Returns a correct row with a speedup over the naive kernels. */
  static SuiteRow correct(String name, String group, double speedup) {
    Best best =
        new Best(10, "modelled", 0.5, List.of(new Against(SuiteRow.NAIVE, 10 * speedup, speedup)));
    return new SuiteRow(task(name, group), State.CORRECT, "", List.of(), SPENT, Optional.of(best));
  }

  static SuiteRow incorrect(String name, String group) {
    return new SuiteRow(
        task(name, group), State.INCORRECT, "last round", List.of(), SPENT, Optional.empty());
  }

  static SuiteRow degenerate(String name, String group) {
    SuiteRow row = correct(name, group, 100);
    return new SuiteRow(row.task(), row.state(), "", List.of("zeros"), row.spent(), row.best());
  }

  static SuiteRow without(String name, State state, String reason) {
    return SuiteRow.without(task(name, "level 1"), state, reason);
  }

  /** Returns speedups 1, 1.5, 2 and 4, a wrong and a failed task, and three that do not count. */
  static List<SuiteRow> nine() {
    return List.of(
        correct("a", "level 1", 4),
        correct("b", "level 1", 1),
        correct("c", "level 2", 2),
        correct("d", "level 2", 1.5),
        incorrect("e", "level 1"),
        without("f", State.FAILED, "no memory, said \"malloc\""),
        degenerate("g", "level 1"),
        without("kernelbench/1/23", State.UNAVAILABLE, "not built in yet"),
        without("h", State.WAITING, ""));
  }

  static Suite suite(List<SuiteRow> rows) {
    return new Suite(
        "2026-11-26T06:00:00",
        Map.of("device", "emulated:h200"),
        Map.of("model", "m7/g1"),
        120,
        rows);
  }
}
