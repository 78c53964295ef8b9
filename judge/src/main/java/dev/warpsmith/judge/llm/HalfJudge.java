package dev.warpsmith.judge.llm;

import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
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
    return of(history.get(history.size() - 1)).review(history);
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    return of(focus.from()).review(history, focus);
  }

  private Judge of(Round round) {
    return round.evaluation().match(failed -> refused, passed -> proven);
  }
}
