package dev.warpsmith.judge.llm;

import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import java.util.List;

/** Asks one Judge about refused candidates and another about proven ones. */
public final class HalfJudge implements Judge {
  private final Judge refused;
  private final Judge proven;

  public HalfJudge(Judge refused, Judge proven) {
    this.refused = refused;
    this.proven = proven;
  }

  @Override
  public String id() {
    return refused.id().equals("none") ? proven.id() : refused.id();
  }

  @Override
  public Decision review(List<Round> history) {
    Round last = history.get(history.size() - 1);
    return last.evaluation()
        .match(failed -> refused.review(history), passed -> proven.review(history));
  }
}
