package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Round;
import java.util.List;

/**
 * Begins with several drafts, then goes on from the fastest of them as a chain.
 *
 * @param drafts at least 1
 */
record BestOf(int drafts) implements Strategy {
  @Override
  public List<Turn> next(SearchState state) {
    if (state.rounds().size() < drafts) {
      List<Turn> all = Drafts.of(drafts);
      return all.subList(state.rounds().size(), all.size());
    }
    if (state.turns().stream().anyMatch(turn -> !(turn instanceof Turn.Draft))) {
      return List.of(new Turn.Next());
    }
    List<Round> proven = state.fastest(round -> true);
    List<Round> from = proven.isEmpty() ? state.refused(round -> true) : proven;
    return from.stream().limit(1).<Turn>map(r -> new Turn.From(0, "", r, List.of())).toList();
  }
}
