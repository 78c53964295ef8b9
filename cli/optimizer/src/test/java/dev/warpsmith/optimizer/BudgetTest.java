package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.optimizer.Budget.Enough;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static RoundRecord round(int number, double speedup, double fraction, boolean best) {
    return round(number, new RoundRecord.Time(10, speedup, fraction, ""), best);
  }

  private static RoundRecord timed(int number, double micros, boolean best) {
    return round(number, new RoundRecord.Time(micros, 2, 0.5, ""), best);
  }

  private static RoundRecord round(int number, RoundRecord.Time time, boolean best) {
    return new RoundRecord(
        number,
        "",
        "digest",
        OptionalInt.empty(),
        Optional.empty(),
        "Passed",
        "",
        List.of(),
        Optional.of(time),
        OptionalDouble.empty(),
        best);
  }

  private static Budget enough(OptionalDouble speedup, OptionalDouble light, OptionalInt plateau) {
    return new Budget(
        9,
        OptionalDouble.of(3),
        OptionalDouble.of(1.5),
        OptionalLong.of(5000),
        new Enough(speedup, light, plateau),
        0);
  }

  @Test
  void endsWhereTheBestRoundIsEnough() {
    OptionalDouble none = OptionalDouble.empty();
    List<RoundRecord> rounds =
        List.of(
            round(1, 1.5, 0.3, true),
            round(2, 2.6, 0.8, true),
            round(3, 2.0, 0.7, false),
            round(4, 2.1, 0.7, false));
    assertThat(enough(OptionalDouble.of(2.5), none, OptionalInt.empty()).spent(rounds, 1))
        .hasValue("round 2 reaches the speedup of 2.50x");
    assertThat(enough(OptionalDouble.of(2.7), none, OptionalInt.empty()).spent(rounds, 1))
        .isEmpty();
    assertThat(enough(none, OptionalDouble.of(0.75), OptionalInt.empty()).spent(rounds, 1))
        .hasValue("round 2 reaches 80 % of the speed of light");
    assertThat(enough(none, none, OptionalInt.of(2)).spent(rounds, 1))
        .hasValue("no faster candidate in 2 rounds");
    assertThat(enough(none, none, OptionalInt.of(3)).spent(rounds, 1)).isEmpty();
    assertThat(enough(none, none, OptionalInt.of(3)).spent(rounds, 180))
        .hasValue("the budget of 3 minutes is spent");
  }

  @Test
  void grantsExtraRoundsWhileTheTrendPays() {
    Budget budget =
        new Budget(
            2,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Enough.none(),
            3);
    RoundRecord first = timed(1, 100, true);
    RoundRecord faster = timed(2, 90, true);
    assertThat(budget.spent(List.of(first, faster), 0)).isEmpty();
    assertThat(budget.left(List.of(first, faster))).isEqualTo(3);
    assertThat(budget.spent(List.of(first, timed(2, 99, true)), 0))
        .as("1 % is no trend")
        .hasValue("the budget of 2 rounds is spent");
    RoundRecord idle = timed(3, 95, false);
    assertThat(budget.spent(List.of(first, faster, idle), 0)).as("one miss").isEmpty();
    assertThat(budget.spent(List.of(first, faster, idle, timed(4, 95, false)), 0))
        .hasValue("the budget of 2 rounds is spent, and 2 extra while the trend paid");
    assertThat(
            budget.spent(
                List.of(first, faster, timed(3, 80, true), timed(4, 70, true), timed(5, 60, true)),
                0))
        .as("no more than were allowed")
        .hasValue("the budget of 2 rounds is spent, and 3 extra while the trend paid");
    assertThat(RunSettings.ofJson(Fakes.settings(1).with(budget).toJson()).budget())
        .isEqualTo(budget);
  }

  @Test
  void comesBackFromARunsSettings() {
    Budget budget = enough(OptionalDouble.of(2.5), OptionalDouble.of(0.9), OptionalInt.of(4));
    assertThat(RunSettings.ofJson(Fakes.settings(1).with(budget).toJson()).budget())
        .isEqualTo(budget);
    assertThat(Fakes.settings(3).toJson().has("options")).isFalse();
  }
}
