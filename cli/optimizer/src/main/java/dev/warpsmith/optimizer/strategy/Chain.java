package dev.warpsmith.optimizer.strategy;

import java.util.List;

/** Makes each candidate from the last one, as in the paper; the Judge says from which. */
public final class Chain implements Strategy {
  @Override
  public List<Turn> next(SearchState state) {
    return state.rounds().isEmpty() ? Drafts.of(1) : List.of(new Turn.Next());
  }
}
