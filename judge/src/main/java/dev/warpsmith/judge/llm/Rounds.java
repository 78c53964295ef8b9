package dev.warpsmith.judge.llm;

import dev.warpsmith.judge.Round;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Orders the rounds of a run. */
final class Rounds {
  private Rounds() {}

  /** Returns the rounds with the fastest proven one last; as they are if none is proven. */
  static List<Round> bestLast(List<Round> rounds) {
    Optional<Round> best =
        rounds.stream()
            .filter(round -> micros(round).isPresent())
            .min(Comparator.comparingDouble(round -> micros(round).getAsDouble()));
    if (best.isEmpty()) {
      return rounds;
    }
    List<Round> ordered = new ArrayList<>(rounds);
    ordered.remove(best.get());
    ordered.add(best.get());
    return ordered;
  }

  private static OptionalDouble micros(Round round) {
    return round
        .evaluation()
        .match(
            failed -> OptionalDouble.empty(),
            passed -> OptionalDouble.of(passed.timing().micros()));
  }
}
