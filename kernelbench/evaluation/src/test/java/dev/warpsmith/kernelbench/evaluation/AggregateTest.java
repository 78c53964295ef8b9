package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernelbench.evaluation.Aggregate.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AggregateTest {
  private static final Aggregate FIVE =
      new Aggregate(
          List.of(
              new Result("one", Optional.of(1.0), false),
              new Result("two", Optional.of(2.0), false),
              new Result("four", Optional.of(4.0), false),
              new Result("unsolved", Optional.empty(), false),
              new Result("zeros", Optional.of(1000.0), true)));

  @Test
  void countsDegenerateTasksAsSolvedAndListsThem() {
    assertThat(FIVE.solved()).isEqualTo(4);
    assertThat(FIVE.degenerate()).containsExactly("zeros");
  }

  @Test
  void keepsDegenerateTasksOutOfEveryFigureOfSpeed() {
    assertThat(FIVE.mean()).hasValue(7.0 / 3);
    assertThat(FIVE.geometricMean().orElseThrow()).isCloseTo(2, within(1e-12));
    assertThat(FIVE.percentile(0.5)).hasValue(2);
    assertThat(FIVE.percentile(0.75)).hasValue(3);
    assertThat(FIVE.fast(4)).hasValue(0);
  }

  @Test
  void countsUnsolvedTasksAsNotFast() {
    assertThat(FIVE.fast(0)).hasValue(0.75);
    assertThat(FIVE.fast(1)).hasValue(0.5);
    assertThat(FIVE.fast(1.5)).hasValue(0.5);
    assertThat(FIVE.fast(2)).hasValue(0.25);
  }

  @Test
  void saysNothingOfDegenerateTasksAlone() {
    Aggregate none = new Aggregate(List.of(new Result("zeros", Optional.of(3.0), true)));

    assertThat(none.solved()).isEqualTo(1);
    assertThat(none.fast(0)).isEmpty();
    assertThat(none.mean()).isEmpty();
    assertThat(none.geometricMean()).isEmpty();
    assertThat(none.percentile(0.5)).isEmpty();
  }

  @Test
  void refusesASpeedupThatIsNone() {
    assertThatThrownBy(() -> new Result("one", Optional.of(0.0), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("one: speedup 0.0, expected more than 0");
  }
}
