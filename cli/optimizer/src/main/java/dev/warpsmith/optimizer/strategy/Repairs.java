package dev.warpsmith.optimizer.strategy;

import java.util.List;

/** What a strategy does while nothing is proven: the newest refused candidates are put right. */
final class Repairs {
  private Repairs() {}

  static List<Turn> of(SearchState state, int most) {
    return state.refused(round -> true).stream()
        .limit(most)
        .<Turn>map(round -> new Turn.From(state.line(round), "repair", round, List.of()))
        .toList();
  }
}
