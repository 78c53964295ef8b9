package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Round;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What rounds showed, distilled to so many characters: a line for each, those that changed most
 * first in line for a place, in the order of the rounds.
 */
final class Workspace {
  /** Characters of what is said of one kernel's earlier changes. */
  static final int SMALL = 1500;

  private static final int LONGEST = 160;

  /** What a refusal weighs: as much as twice the time. */
  private static final double REFUSED = Math.log(2);

  private final SearchState state;
  private final int most;

  /**
   * @param most characters
   */
  Workspace(SearchState state, int most) {
    this.state = state;
    this.most = most;
  }

  private record Note(int round, double weight, String text) {}

  /** Returns the lines of rounds, as many as there is room for. */
  List<String> notes(List<Round> rounds) {
    List<Note> ranked =
        rounds.stream()
            .map(this::note)
            .sorted(Comparator.comparingDouble(Note::weight).reversed())
            .toList();
    List<Note> kept = new ArrayList<>();
    int used = 0;
    for (Note note : ranked) {
      if (used + note.text().length() <= most) {
        kept.add(note);
        used += note.text().length();
      }
    }
    return kept.stream().sorted(Comparator.comparingInt(Note::round)).map(Note::text).toList();
  }

  private Note note(Round round) {
    Optional<Round> parent = parent(round);
    OptionalDouble gain = gain(parent, round);
    boolean proven = SearchState.micros(round).isPresent();
    double weight = gain.isPresent() ? Math.abs(Math.log(gain.getAsDouble())) : REFUSED;
    String from = parent.map(p -> " from round " + p.number()).orElse(", a draft");
    String text =
        "round "
            + round.number()
            + from
            + remedy(round)
            + ": "
            + (proven ? time(round, gain) : refusal(round));
    return new Note(round.number(), weight, text);
  }

  private Optional<Round> parent(Round round) {
    return state.rounds().stream().filter(other -> state.made(other).contains(round)).findFirst();
  }

  private static OptionalDouble gain(Optional<Round> parent, Round round) {
    OptionalDouble before = parent.map(SearchState::micros).orElse(OptionalDouble.empty());
    OptionalDouble after = SearchState.micros(round);
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of(before.getAsDouble() / after.getAsDouble())
        : OptionalDouble.empty();
  }

  private static String remedy(Round round) {
    String remedy =
        round
            .assignment()
            .match(
                draft -> "",
                repair -> repair.instruction().remedy(),
                optimize -> optimize.instruction().remedy());
    return remedy.isEmpty() ? "" : ", " + brief(remedy);
  }

  private static String time(Round round, OptionalDouble gain) {
    double micros = SearchState.micros(round).orElseThrow();
    String bound = limit(round).map(limit -> ", bound by " + limit.words()).orElse("");
    return (gain.isPresent() ? String.format(Locale.ROOT, "%.2fx, ", gain.getAsDouble()) : "")
        + String.format(Locale.ROOT, "%.2f us%s", micros, bound);
  }

  /** Returns what binds a round's candidate. */
  static Optional<Bottleneck.Limit> limit(Round round) {
    return round
        .evaluation()
        .match(
            failed -> Optional.empty(),
            passed -> Bottleneck.of(passed.timing()).map(Bottleneck::limit));
  }

  private static String refusal(Round round) {
    return "refused, "
        + round.evaluation().verdict()
        + " ("
        + brief(round.evaluation().message())
        + ")";
  }

  private static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
