package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Instruction.Basis;
import dev.warpsmith.optimizer.RoundRecord.Asked;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * How far predicted gains were off in a run.
 *
 * @param rounds that had a predicted and a measured gain; at least 1
 * @param meanAbsoluteError of the gain, as a factor: 0.05 where 1.10x was predicted and 1.15x came
 * @param fromProfile the same of the rounds whose move the rules chose; empty if there is none
 * @param fromSearch the same of the rounds whose move a search chose; empty if there is none
 */
public record PredictionAccuracy(
    int rounds, double meanAbsoluteError, OptionalDouble fromProfile, OptionalDouble fromSearch) {

  /**
   * Returns the accuracy over a run's rounds, or nothing if none had a prediction and an outcome.
   */
  static Optional<PredictionAccuracy> of(List<RoundRecord> rounds) {
    double[] all = errors(rounds, basis -> true);
    return Arrays.stream(all).average().stream()
        .mapToObj(
            mean ->
                new PredictionAccuracy(
                    all.length, mean, mean(rounds, Basis.PROFILE), mean(rounds, Basis.SEARCH)))
        .findFirst();
  }

  private static OptionalDouble mean(List<RoundRecord> rounds, Basis wanted) {
    return Arrays.stream(errors(rounds, wanted::equals)).average();
  }

  private static double[] errors(List<RoundRecord> rounds, Predicate<Basis> wanted) {
    return rounds.stream()
        .filter(round -> round.asked().map(Asked::basis).filter(wanted).isPresent())
        .map(RoundRecord::predictionError)
        .flatMapToDouble(OptionalDouble::stream)
        .map(Math::abs)
        .toArray();
  }

  ObjectNode toJson() {
    ObjectNode node = Journal.data();
    node.put("rounds", rounds).put("meanAbsoluteError", meanAbsoluteError);
    fromProfile.ifPresent(error -> node.put("profileError", error));
    fromSearch.ifPresent(error -> node.put("searchError", error));
    return node;
  }
}
