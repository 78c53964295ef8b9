package dev.warpsmith.judge;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks several Judges and follows the one that is nearest to the others.
 *
 * <p>It stops where more than half of them would. Otherwise each instruction is held against every
 * other: the same move of the expert Coder counts 2, and shared metrics and shared words of
 * bottleneck and remedy count up to 1 each, as the part that both have of what either has. The
 * largest sum wins, the first of equals: the median of free texts.
 */
public final class Jury implements Judge {
  private static final double SAME_MOVE = 2;

  /** Words that tell nothing apart are short. */
  private static final int SHORTEST_WORD = 4;

  private final List<Judge> members;

  /**
   * @param members at least 2, in the order that settles ties
   */
  public Jury(List<Judge> members) {
    if (members.size() < 2) {
      throw new IllegalArgumentException("a jury of " + members.size() + "; at least 2 expected");
    }
    this.members = List.copyOf(members);
  }

  @Override
  public String id() {
    return members.stream().map(Judge::id).collect(Collectors.joining(" + "));
  }

  @Override
  public Decision review(List<Round> history) {
    return chosen(member -> member.review(history));
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    return chosen(member -> member.review(history, focus));
  }

  private Decision chosen(Function<Judge, Decision> ask) {
    List<Decision> answers = members.stream().map(ask).toList();
    List<Decision> stops = answers.stream().filter(Jury::stops).toList();
    if (2 * stops.size() > answers.size()) {
      return stops.get(0);
    }
    List<Decision> goOn = new ArrayList<>(answers);
    goOn.removeAll(stops);
    return nearest(goOn);
  }

  private static boolean stops(Decision decision) {
    return decision.match(next -> false, stop -> true);
  }

  private static Decision nearest(List<Decision> answers) {
    Decision best = answers.get(0);
    double most = -1;
    for (Decision answer : answers) {
      double sum = 0;
      for (Decision other : answers) {
        sum += answer == other ? 0 : agreement(instruction(answer), instruction(other));
      }
      if (sum > most) {
        most = sum;
        best = answer;
      }
    }
    return best;
  }

  /** Returns how far two instructions say the same, from 0 to 4. */
  static double agreement(Instruction one, Instruction other) {
    boolean move = !one.move().isEmpty() && one.move().equals(other.move());
    return (move ? SAME_MOVE : 0)
        + shared(names(one.metrics()), names(other.metrics()))
        + shared(words(one), words(other));
  }

  private static Instruction instruction(Decision decision) {
    Optional<Instruction> given =
        decision.match(next -> instruction(next.assignment()), stop -> Optional.empty());
    return given.orElseThrow(
        () -> new IllegalStateException("a Judge goes on without an instruction: " + decision));
  }

  private static Optional<Instruction> instruction(Assignment assignment) {
    return assignment.match(
        draft -> Optional.empty(),
        repair -> Optional.of(repair.instruction()),
        optimize -> Optional.of(optimize.instruction()));
  }

  private static double shared(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    Set<String> either = new HashSet<>(one);
    either.addAll(other);
    return either.isEmpty() ? 0 : (double) both.size() / either.size();
  }

  private static Set<String> names(List<String> metrics) {
    return metrics.stream().map(metric -> metric.split("[ =]", 2)[0]).collect(Collectors.toSet());
  }

  private static Set<String> words(Instruction instruction) {
    String text = instruction.bottleneck() + " " + instruction.remedy();
    Set<String> words = new HashSet<>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9_]+", -1)) {
      if (word.length() >= SHORTEST_WORD) {
        words.add(word);
      }
    }
    return words;
  }
}
