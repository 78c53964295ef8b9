package dev.warpsmith.judge.llm;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import java.util.List;

/** Asks for several drafts, then lets another Judge go on from the best of them. */
public final class BestOf implements Judge {
  private final int drafts;
  private final Judge judge;

  /**
   * @param drafts at least 1
   */
  public BestOf(int drafts, Judge judge) {
    this.drafts = drafts;
    this.judge = judge;
  }

  @Override
  public String id() {
    return judge.id();
  }

  @Override
  public Decision review(List<Round> history) {
    if (history.size() < drafts) {
      return new Decision.Continue(new Assignment.Draft(history.get(0).assignment().task()));
    }
    return judge.review(history.size() == drafts ? Rounds.bestLast(history) : history);
  }
}
