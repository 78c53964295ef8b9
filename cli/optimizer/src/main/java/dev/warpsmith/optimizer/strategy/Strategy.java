package dev.warpsmith.optimizer.strategy;

import java.util.List;

/** Decides which candidates are made next, and from what. */
@FunctionalInterface
public interface Strategy {
  /**
   * Returns the turns of the next wave, which are prepared side by side and then proven and timed
   * in their order; none if nothing is left to go on from. Fewer of them may be taken, the first
   * ones, where the budget ends.
   */
  List<Turn> next(SearchState state);
}
