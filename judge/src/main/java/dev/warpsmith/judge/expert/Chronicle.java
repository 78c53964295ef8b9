package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the rounds so far tell. */
record Chronicle(List<Round> rounds) {
  Chronicle {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("a Judge needs at least one round");
    }
  }

  Round last() {
    return rounds.get(rounds.size() - 1);
  }

  Task task() {
    return last().assignment().task();
  }

  static Optional<CandidateTiming> timing(Round round) {
    return round.evaluation().match(failed -> Optional.empty(), ok -> Optional.of(ok.timing()));
  }

  /** Returns the fastest proven round, the earliest of equals. */
  Optional<Round> best() {
    return rounds.stream()
        .filter(round -> timing(round).isPresent())
        .min(Comparator.comparing(round -> timing(round).orElseThrow().micros()));
  }

  /** Returns the texts of every candidate so far. */
  Set<String> texts() {
    Set<String> texts = new HashSet<>();
    rounds.forEach(round -> texts.add(Candidates.render(round.candidate())));
    return texts;
  }

  /** Returns how many of the newest rounds did not become the best one. */
  int roundsSinceBest() {
    return best().map(best -> last().number() - best.number()).orElse(rounds.size());
  }

  static Optional<Instruction> instruction(Round round) {
    return round
        .assignment()
        .match(
            draft -> Optional.empty(),
            repair -> Optional.of(repair.instruction()),
            optimize -> Optional.of(optimize.instruction()));
  }

  private static Optional<Candidate> origin(Round round) {
    return round
        .assignment()
        .match(
            draft -> Optional.empty(),
            repair -> Optional.of(repair.candidate()),
            optimize -> Optional.of(optimize.candidate()));
  }

  /** Returns the round whose candidate a round's was made from. */
  Optional<Round> parent(Round round) {
    return origin(round)
        .flatMap(
            candidate ->
                rounds.stream()
                    .filter(other -> other.number() < round.number())
                    .filter(other -> other.candidate().equals(candidate))
                    .findFirst());
  }

  /** Returns time before divided by time after the round's change; empty if either is unknown. */
  Optional<Double> gain(Round round) {
    Optional<CandidateTiming> after = timing(round);
    Optional<CandidateTiming> before = parent(round).flatMap(Chronicle::timing);
    return before.isPresent() && after.isPresent()
        ? Optional.of(before.get().micros() / after.get().micros())
        : Optional.empty();
  }
}
