package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Instruction.Basis;
import dev.warpsmith.optimizer.RoundRecord.Asked;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PredictionAccuracyTest {
  private static RoundRecord round(OptionalDouble predicted, OptionalDouble measured, Basis basis) {
    return new RoundRecord(
        2,
        "",
        "digest",
        OptionalInt.of(1),
        Optional.of(new Asked("DRAM", "Load wider.", "wider", List.of(), predicted, basis)),
        "Passed",
        "passed",
        List.of(),
        Optional.empty(),
        measured,
        true);
  }

  private static RoundRecord round(double predicted, double measured, Basis basis) {
    return round(OptionalDouble.of(predicted), OptionalDouble.of(measured), basis);
  }

  @Test
  void averagesHowFarPredictionsWereOffInBothDirections() {
    PredictionAccuracy accuracy =
        PredictionAccuracy.of(
                List.of(
                    round(1.3, 1.2, Basis.PROFILE),
                    round(1.1, 1.4, Basis.PROFILE),
                    round(1.5, 1.5, Basis.SEARCH)))
            .orElseThrow();
    assertThat(accuracy.rounds()).isEqualTo(3);
    assertThat(accuracy.meanAbsoluteError()).isCloseTo(0.4 / 3, within(1e-12));
    assertThat(accuracy.fromProfile().getAsDouble()).isCloseTo(0.2, within(1e-12));
    assertThat(accuracy.fromSearch()).hasValue(0);
  }

  @Test
  void leavesOutRoundsWithoutAPredictionOrAnOutcome() {
    List<RoundRecord> rounds =
        List.of(
            round(OptionalDouble.empty(), OptionalDouble.of(1.2), Basis.CHANCE),
            round(OptionalDouble.of(1.2), OptionalDouble.empty(), Basis.PROFILE));
    assertThat(PredictionAccuracy.of(rounds)).isEmpty();
  }

  @Test
  void namesInJsonOnlyWhatItKnows() {
    ObjectNode json =
        PredictionAccuracy.of(List.of(round(1.3, 1.2, Basis.SEARCH))).orElseThrow().toJson();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("rounds", "meanAbsoluteError", "searchError");
  }
}
