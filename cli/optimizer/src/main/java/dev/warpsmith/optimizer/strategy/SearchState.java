package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernels.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How far a search is.
 *
 * @param rounds every round so far, in order
 * @param turns what each round was asked as
 * @param ended numbers of the rounds from which a Judge saw nothing more to gain
 * @param wave the wave that comes next, from 1
 */
public record SearchState(List<Round> rounds, List<Turn> turns, Set<Integer> ended, int wave) {
  public SearchState {
    rounds = List.copyOf(rounds);
    turns = List.copyOf(turns);
    ended = Set.copyOf(ended);
    if (rounds.size() != turns.size()) {
      throw new IllegalArgumentException(rounds.size() + " rounds of " + turns.size() + " turns");
    }
  }

  /** Returns the rounds whose candidate passed and may still be gone on from, fastest first. */
  List<Round> fastest(Predicate<Round> wanted) {
    Set<Candidate> seen = new HashSet<>();
    return rounds.stream()
        .filter(round -> micros(round).isPresent() && open(round) && wanted.test(round))
        .sorted(Comparator.comparingDouble(round -> micros(round).getAsDouble()))
        .filter(round -> seen.add(round.candidate()))
        .toList();
  }

  /** Returns the refused rounds that nobody tried to put right yet, the newest first. */
  List<Round> refused(Predicate<Round> wanted) {
    List<Round> refused = new ArrayList<>();
    for (Round round : rounds) {
      if (micros(round).isEmpty() && open(round) && wanted.test(round) && made(round).isEmpty()) {
        refused.add(round);
      }
    }
    Collections.reverse(refused);
    return refused;
  }

  /** Returns the rounds that were made from a round's candidate. */
  List<Round> made(Round from) {
    return rounds.stream()
        .filter(round -> round.number() > from.number())
        .filter(round -> origin(round).filter(from.candidate()::equals).isPresent())
        .toList();
  }

  /** Returns the line of the search that a round belongs to. */
  int line(Round round) {
    return turns.get(round.number() - 1).line();
  }

  private boolean open(Round round) {
    return !ended.contains(round.number());
  }

  static OptionalDouble micros(Round round) {
    return round
        .evaluation()
        .match(
            failed -> OptionalDouble.empty(),
            passed -> OptionalDouble.of(passed.timing().micros()));
  }

  static Optional<Candidate> origin(Round round) {
    return round
        .assignment()
        .match(
            draft -> Optional.empty(),
            repair -> Optional.of(repair.candidate()),
            (Assignment.Optimize optimize) -> Optional.of(optimize.candidate()));
  }
}
