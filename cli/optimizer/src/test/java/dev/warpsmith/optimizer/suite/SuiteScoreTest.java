package dev.warpsmith.optimizer.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.optimizer.suite.SuiteScore.Speedups;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SuiteScoreTest {
  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void countsWrongAndFailedTasksButNotThoseThatProveNothing() {
    SuiteScore score = SuiteScore.of(Rows.nine(), SuiteRow.NAIVE);
    assertThat(score.tasks()).isEqualTo(6);
    assertThat(score.correct()).isEqualTo(4);
    assertThat(score.part(score.correct())).isCloseTo(2.0 / 3, EXACT);
    assertThat(score.seconds()).isCloseTo(5 * 90, EXACT);
    assertThat(score.usd()).isCloseTo(5 * 0.25, EXACT);
  }

  @Test
  void fastMeansStrictlyFasterThanTheFactor() {
    SuiteScore score = SuiteScore.of(Rows.nine(), SuiteRow.NAIVE);
    assertThat(List.of(score.fast1(), score.fast15(), score.fast2())).containsExactly(3, 2, 1);
    assertThat(score.part(score.fast1())).isCloseTo(0.5, EXACT);
  }

  @Test
  void interpolatesPercentilesBetweenTheNearestRanks() {
    // sorted 1, 1.5, 2, 4: h = 3 * 0.5 + 1 = 2.5, between 1.5 and 2; h = 3 * 0.75 + 1 = 3.25
    Speedups speedups = SuiteScore.of(Rows.nine(), SuiteRow.NAIVE).speedups().orElseThrow();
    assertThat(speedups.median()).isCloseTo(1.75, EXACT);
    assertThat(speedups.percentile75()).isCloseTo(2 + 0.25 * (4 - 2), EXACT);
    assertThat(speedups.mean()).isCloseTo(8.5 / 4, EXACT);
    assertThat(speedups.geometric()).isCloseTo(Math.pow(12, 0.25), EXACT);
  }

  @Test
  void keepsDegenerateTasksOutOfEveryFigure() {
    List<SuiteRow> five =
        List.of(
            Rows.correct("one", "g", 1),
            Rows.correct("two", "g", 2),
            Rows.correct("four", "g", 4),
            Rows.incorrect("unsolved", "g"),
            Rows.degenerate("zeros", "g"));
    SuiteScore score = SuiteScore.of(five, SuiteRow.NAIVE);
    Speedups speedups = score.speedups().orElseThrow();
    assertThat(score.tasks()).isEqualTo(4);
    assertThat(score.part(score.correct())).isEqualTo(0.75);
    assertThat(score.part(score.fast1())).isEqualTo(0.5);
    assertThat(score.part(score.fast15())).isEqualTo(0.5);
    assertThat(score.part(score.fast2())).isEqualTo(0.25);
    assertThat(speedups.mean()).isCloseTo(7.0 / 3, EXACT);
    assertThat(speedups.geometric()).isCloseTo(2, EXACT);
    assertThat(speedups.median()).isCloseTo(2, EXACT);
    assertThat(speedups.percentile75()).isCloseTo(3, EXACT);

    SuiteScore none = SuiteScore.of(List.of(Rows.degenerate("zeros", "g")), SuiteRow.NAIVE);
    assertThat(none.tasks()).isZero();
    assertThat(none.speedups()).isEmpty();
  }

  @Test
  void hasNoSpeedupsWhereNothingIsCorrect() {
    SuiteScore score = SuiteScore.of(List.of(Rows.incorrect("e", "g")), SuiteRow.NAIVE);
    assertThat(score.speedups()).isEmpty();
    assertThat(score.tasks()).isOne();
    assertThat(SuiteScore.of(List.of(), SuiteRow.NAIVE).part(0)).isZero();
  }

  @Test
  void leavesOutACorrectTaskThatWasNotComparedWithTheBaseline() {
    SuiteScore score = SuiteScore.of(Rows.nine(), "PyTorch eager");
    assertThat(score.tasks()).isEqualTo(2);
    assertThat(score.correct()).isZero();
  }
}
