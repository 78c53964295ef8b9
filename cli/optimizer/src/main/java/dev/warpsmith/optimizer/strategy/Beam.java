package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Round;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the fastest kernels and changes each of them in several directions at once: the Judge names
 * another bottleneck, or another remedy, for each direction.
 *
 * @param width kernels that are kept, at least 1
 * @param directions changes of each kernel in a wave, at least 1
 * @param drafts first candidates; 1 where all drafts are the same
 */
record Beam(int width, int directions, int drafts) implements Strategy {
  @Override
  public List<Turn> next(SearchState state) {
    if (state.rounds().isEmpty()) {
      return Drafts.of(drafts);
    }
    List<Round> kernels = state.fastest(round -> true);
    return kernels.isEmpty()
        ? Repairs.of(state, width)
        : turns(state, kernels.subList(0, Math.min(width, kernels.size())));
  }

  private List<Turn> turns(SearchState state, List<Round> kernels) {
    List<Turn> turns = new ArrayList<>();
    for (Round kernel : kernels) {
      List<String> notes = new Workspace(state, Workspace.SMALL).notes(state.made(kernel));
      for (int direction = 1; direction <= directions; direction++) {
        turns.add(new Turn.From(0, "direction " + direction, kernel, notes));
      }
    }
    return turns;
  }
}
