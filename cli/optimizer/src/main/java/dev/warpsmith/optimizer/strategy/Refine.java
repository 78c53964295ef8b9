package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Round;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes drafts side by side, distils what all candidates showed into a bounded {@link Workspace},
 * and refines the fastest kernel with that before the Judge's eyes, several times side by side.
 *
 * @param width refinements in a wave, at least 1
 * @param workspace most characters of the workspace
 * @param drafts first candidates; 1 where all drafts are the same
 */
record Refine(int width, int workspace, int drafts) implements Strategy {
  @Override
  public List<Turn> next(SearchState state) {
    if (state.rounds().isEmpty()) {
      return Drafts.of(drafts);
    }
    List<Round> proven = state.fastest(round -> true);
    return proven.isEmpty() ? Repairs.of(state, width) : refinements(state, proven.get(0));
  }

  private List<Turn> refinements(SearchState state, Round best) {
    List<String> notes = new Workspace(state, workspace).notes(state.rounds());
    List<Turn> turns = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      turns.add(new Turn.From(0, "refinement " + i, best, notes));
    }
    return turns;
  }
}
