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
    return new RoundRecord(
        number,
        "digest",
        OptionalInt.empty(),
        Optional.empty(),
        "Passed",
        "",
        List.of(),
        Optional.of(new RoundRecord.Time(10, speedup, fraction, "")),
        OptionalDouble.empty(),
        best);
  }

  private static Budget enough(OptionalDouble speedup, OptionalDouble light, OptionalInt plateau) {
    return new Budget(
        9,
        OptionalDouble.of(3),
        OptionalDouble.of(1.5),
        OptionalLong.of(5000),
        new Enough(speedup, light, plateau));
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
  void comesBackFromARunsSettings() {
    Budget budget = enough(OptionalDouble.of(2.5), OptionalDouble.of(0.9), OptionalInt.of(4));
    assertThat(RunSettings.ofJson(Fakes.settings(1).with(budget).toJson()).budget())
        .isEqualTo(budget);
    assertThat(Fakes.settings(3).toJson().has("options")).isFalse();
  }
}
