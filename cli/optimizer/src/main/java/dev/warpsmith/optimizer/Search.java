package dev.warpsmith.optimizer;

import dev.warpsmith.optimizer.strategy.Chain;
import dev.warpsmith.optimizer.strategy.Strategy;

/**
 * How a run looks for candidates.
 *
 * @param calls of language models, if there are any
 * @param parallel agents that may be asked at once, at least 1
 */
public record Search(Strategy strategy, ModelCalls calls, int parallel) {
  public Search {
    if (parallel < 1) {
      throw new IllegalArgumentException(parallel + " agents at once; at least 1 expected");
    }
  }

  /** A chain, one candidate after the other. */
  static Search chain(RunFolder folder, Progress progress) {
    return new Search(new Chain(), ModelCalls.of(folder, progress), 1);
  }
}
