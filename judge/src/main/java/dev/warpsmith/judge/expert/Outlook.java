package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The candidate that a move is sought for, and what was sought there before.
 *
 * @param idle rounds that came to nothing: since it is the best one, or made from it
 * @param searches of those rounds, or of the run where its best candidate is meant
 * @param tried texts of candidates that are known already
 * @param taken settings, without values, that others change at the same time
 */
record Outlook(Round from, int idle, int searches, Set<String> tried, Set<String> taken) {
  Outlook {
    tried = Set.copyOf(tried);
    taken = Set.copyOf(taken);
  }

  /** Looks at the run's best candidate. */
  static Outlook ofBest(Chronicle chronicle) {
    return new Outlook(
        chronicle.best().orElseThrow(),
        chronicle.roundsSinceBest(),
        new Experience(chronicle).searches(),
        chronicle.texts(),
        Set.of());
  }

  /** Looks at the candidate that a strategy chose. */
  static Outlook of(ExpertCoder coder, Chronicle chronicle, Focus focus) {
    Round from = focus.from();
    List<Round> made =
        chronicle.rounds().stream()
            .filter(round -> chronicle.parent(round).filter(from::equals).isPresent())
            .toList();
    int idle = (int) made.stream().filter(round -> !gained(chronicle, round)).count();
    long searches =
        made.stream()
                .flatMap(round -> Chronicle.instruction(round).stream())
                .filter(Outlook::searched)
                .count()
            + focus.taken().stream().filter(Outlook::searched).count();
    Set<String> tried = new HashSet<>(chronicle.texts());
    focus
        .taken()
        .forEach(it -> text(coder, chronicle.task(), from.candidate(), it).ifPresent(tried::add));
    return new Outlook(
        from,
        idle,
        Math.toIntExact(searches),
        tried,
        focus.taken().stream()
            .map(instruction -> Experience.subject(instruction.move()))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static boolean gained(Chronicle chronicle, Round round) {
    return chronicle.gain(round).filter(gain -> gain > 1).isPresent();
  }

  private static boolean searched(Instruction instruction) {
    return instruction.basis() == Instruction.Basis.SEARCH;
  }

  private static Optional<String> text(
      ExpertCoder coder, Task task, Candidate from, Instruction taken) {
    return taken.move().isEmpty()
        ? Optional.empty()
        : Optional.of(Candidates.render(coder.apply(task, from, taken.move())));
  }

  /** Tells whether others change the same settings at the same time. */
  boolean takes(Move move) {
    return taken.contains(Experience.subject(move.text()));
  }
}
