package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernels.Candidates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives a random untried move from the best proven candidate, or from the next best one where that
 * has none left: what the expert Judge's evidence is measured against.
 */
public final class RandomJudge implements Judge {
  private final ExpertCoder coder;
  private final long seed;

  /** Makes a Judge whose choices follow from a seed and the number of rounds. */
  public RandomJudge(ExpertCoder coder, long seed) {
    this.coder = coder;
    this.seed = seed;
  }

  @Override
  public String id() {
    return "random";
  }

  @Override
  public Decision review(List<Round> history) {
    Chronicle chronicle = new Chronicle(history);
    Set<String> tried = chronicle.texts();
    for (Round from : fastestFirst(chronicle)) {
      List<Move> moves = new ArrayList<>(coder.moves(chronicle.task(), from.candidate()));
      moves.removeIf(move -> tried.contains(text(chronicle, from, move)));
      if (!moves.isEmpty()) {
        Random random = new Random(seed * 31 + history.size());
        return proceed(chronicle, from, moves.get(random.nextInt(moves.size())));
      }
    }
    return new Decision.Stop("every legal move from every round was tried");
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    Chronicle chronicle = new Chronicle(history);
    Round from = focus.from();
    Set<String> tried = chronicle.texts();
    Set<String> taken =
        focus.taken().stream().map(Instruction::move).collect(Collectors.toUnmodifiableSet());
    List<Move> moves = new ArrayList<>(coder.moves(chronicle.task(), from.candidate()));
    moves.removeIf(
        move -> taken.contains(move.text()) || tried.contains(text(chronicle, from, move)));
    Random random = new Random(seed * 31 + history.size() + 7919L * taken.size());
    return moves.isEmpty()
        ? new Decision.Stop("every legal move from round " + from.number() + " was tried")
        : proceed(chronicle, from, moves.get(random.nextInt(moves.size())));
  }

  /** Returns the proven rounds, the fastest first; the last round if none was proven. */
  private static List<Round> fastestFirst(Chronicle chronicle) {
    List<Round> proven =
        chronicle.rounds().stream()
            .filter(round -> Chronicle.timing(round).isPresent())
            .sorted(Comparator.comparing(round -> Chronicle.timing(round).orElseThrow().micros()))
            .toList();
    return proven.isEmpty() ? List.of(chronicle.last()) : proven;
  }

  private String text(Chronicle chronicle, Round from, Move move) {
    return Candidates.render(coder.apply(chronicle.task(), from.candidate(), move.text()));
  }

  private static Decision proceed(Chronicle chronicle, Round from, Move move) {
    Instruction instruction =
        new Instruction(
            "unknown",
            move.remedy(),
            move.text(),
            List.of(),
            OptionalDouble.empty(),
            Instruction.Basis.CHANCE);
    return new Decision.Continue(
        new Assignment.Optimize(chronicle.task(), from.candidate(), instruction));
  }
}
