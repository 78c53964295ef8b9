package dev.warpsmith.optimizer;

import dev.warpsmith.judge.Round;
import dev.warpsmith.optimizer.strategy.SearchState;
import dev.warpsmith.optimizer.strategy.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a strategy has seen of a run so far. */
final class SearchLog {
  private final List<Round> rounds = new ArrayList<>();
  private final List<Turn> made = new ArrayList<>();
  private final Set<Integer> endedRounds = new HashSet<>();
  private String lastReason = "";
  private int waves;
  private int turnsAsked;

  void add(Round round, Turn turn) {
    rounds.add(round);
    made.add(turn);
  }

  List<Round> rounds() {
    return List.copyOf(rounds);
  }

  /** Returns how many turns were asked for, those that a Judge ended among them. */
  int turnsAsked() {
    return turnsAsked;
  }

  SearchState state() {
    return new SearchState(rounds, made, endedRounds, waves + 1);
  }

  /**
   * Notes that a wave is over. Nothing is left to gain from a round where all turns of the wave
   * that began there were ended.
   *
   * @param ended why a Judge saw nothing more to gain, by turn
   * @return why the run ends, where the Judge was asked about all rounds
   */
  Optional<String> ended(List<Turn> turns, Map<Turn, String> ended) {
    waves++;
    turnsAsked += turns.size();
    Optional<String> over = Optional.empty();
    for (Map.Entry<Turn, String> each : ended.entrySet()) {
      lastReason = each.getValue();
      from(each.getKey()).ifPresent(endedRounds::add);
      over = each.getKey() instanceof Turn.Next ? Optional.of(lastReason) : over;
    }
    turns.stream()
        .filter(turn -> !ended.containsKey(turn))
        .flatMap(turn -> from(turn).stream())
        .forEach(endedRounds::remove);
    return over;
  }

  private static Optional<Integer> from(Turn turn) {
    return turn.match(
        draft -> Optional.empty(),
        next -> Optional.empty(),
        (Turn.From from) -> Optional.of(from.round().number()));
  }

  /** Returns why the strategy asks for nothing more. */
  String over() {
    return lastReason.isEmpty()
        ? "no candidate is left to go on from"
        : "no candidate is left to go on from; of the last one: " + lastReason;
  }
}
