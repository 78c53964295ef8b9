package dev.warpsmith.optimizer.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
  private static final LocalDateTime WHEN = LocalDateTime.of(2026, 11, 26, 6, 0, 0);

  @TempDir Path runs = Path.of("unset");

  private final Suite suite = Rows.suite(Rows.nine());

  @Test
  void hasALineForEachGroupAndOneForAll() {
    assertThat(suite.tables().get(0).text())
        .containsExactly(
            "group    tasks  correct  median   75 %   mean  geo. mean  fast_1  fast_1.5  fast_2"
                + "  minutes   USD",
            "level 1      4     50 %   2.50x  3.25x  2.50x      2.00x    25 %      25 %    25 %"
                + "      4.5  0.75",
            "level 2      2    100 %   1.75x  1.88x  1.75x      1.73x   100 %      50 %     0 %"
                + "      3.0  0.50",
            "all          6     67 %   1.75x  2.50x  2.13x      1.86x    50 %      33 %    17 %"
                + "      7.5  1.25");
  }

  @Test
  void namesWhatIsOutsideOfTheTable() {
    assertThat(suite.notes())
        .contains(
            "1 failed, counted as not correct: f",
            "1 degenerate, outside of the table: g",
            "1 not available, outside of the table: kernelbench/1/23",
            "1 not run, outside of the table: h")
        .anyMatch(note -> note.startsWith("every time is modelled, not measured (m7/g1)"));
  }

  @Test
  void readsBackWhatItWrote() {
    try (SuiteFolder folder = SuiteFolder.create(runs, WHEN)) {
      folder.write(suite);
      assertThat(folder.read()).isEqualTo(suite);
      assertThat(folder.path()).isEqualTo(runs.resolve("suite-20261126-060000"));
      assertThat(folder.path().resolve("suite.md"))
          .content()
          .contains("| g | degenerate |", "modelled times");
      assertThat(folder.path().resolve("suite.csv"))
          .content()
          .startsWith("task,group,state,degenerate,speedup over naive,micros,")
          .contains("\"no memory, said \"\"malloc\"\"\"");
    }
  }

  @Test
  void writesNothingOnceItIsFrozen() {
    try (SuiteFolder folder = SuiteFolder.create(runs, WHEN)) {
      folder.write(suite);
      folder.freeze();
      folder.write(suite.with(Rows.correct("h", "level 1", 3), 130));
      assertThat(folder.read()).isEqualTo(suite);
    }
  }

  @Test
  void retriesWhatFailedOrHasNoCorrectCandidateAndNothingElse() {
    Suite retried = suite.retried();
    assertThat(retried.in(State.FAILED)).isEmpty();
    assertThat(retried.in(State.INCORRECT)).isEmpty();
    assertThat(retried.in(State.WAITING))
        .extracting(row -> row.task().name())
        .containsExactly("e", "f", "h");
    assertThat(retried.in(State.CORRECT)).isEqualTo(suite.in(State.CORRECT));
  }

  @Test
  void beginsANewRunOnlyWhereTheLastOneCameToItsEnd() {
    SuiteTask again = Rows.incorrect("e", "level 1").retried().task();
    assertThat(again.folder()).isEqualTo("e~2");
    assertThat(again.again().folder()).isEqualTo("e~3");
    assertThat(again.again().home()).isEqualTo("e");
    SuiteRow failed = Rows.without("f", State.FAILED, "no memory");
    assertThat(failed.retried().task()).isEqualTo(failed.task());
  }

  @Test
  void keepsWhatEarlierRunsOfATaskCostInTheSums() {
    SuiteRow before = Rows.incorrect("e", "level 1");
    Suite waiting = Rows.suite(List.of(before)).retried();
    assertThat(waiting.usd()).isEqualTo(before.spent().usd());
    SuiteRow second = waiting.rows().get(0);
    SuiteRow correct = Rows.correct("e", "level 1", 2);
    SuiteRow row =
        new SuiteRow(second.task(), State.CORRECT, "", List.of(), correct.spent(), correct.best());
    Suite ended = waiting.with(row.after(second.spent()), 200);
    assertThat(ended.usd()).isEqualTo(before.spent().usd() + correct.spent().usd());
    assertThat(ended.in(State.CORRECT)).hasSize(1);
  }

  @Test
  void refusesAFolderThatIsNone() {
    assertThatThrownBy(() -> SuiteFolder.open(runs))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("is no suite's folder: it has no suite.json");
  }
}
